// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdint.h>

// Declared only: whoever includes the system's own headers in a module's header becomes their owner in Swift.
struct sockaddr;
struct sockaddr_storage;
struct iovec;

/// One datagram, or a run of datagrams of equal size that the kernel cuts apart (`UDP_SEGMENT`, udp(7)).
typedef struct {
    const struct sockaddr *address;
    uint32_t addressLength;
    /// Bytes of each datagram but the last; 0: the message is one datagram.
    uint32_t segmentSize;
    struct iovec *vectors;
    uint32_t vectorCount;
} CShims_Message;

/// Most messages that one call takes.
#define CShims_messagesPerCall 32

/// Sends messages without waiting. Compiled, because `sendmmsg` stands behind `_GNU_SOURCE` and control messages
/// are built by macros.
///
/// Returns how many messages left, in order, or the negated `errno` if the first one did not.
int CShims_sendMessages(int descriptor, const CShims_Message *messages, unsigned count);

/// Room for what one receive brings: a datagram, or a run of datagrams of equal size that the kernel joined
/// (`UDP_GRO`, udp(7)).
typedef struct {
    struct sockaddr_storage *address;
    /// 65,536 bytes.
    void *bytes;
    uint32_t addressLength;
    uint32_t count;
    /// Bytes of each datagram of a run but the last; 0: it is one datagram.
    uint32_t segmentSize;
    /// When it reached this machine, in nanoseconds of `CLOCK_REALTIME`; 0 unless the socket stamps arrivals.
    int64_t stamp;
} CShims_Arrival;

/// Most arrivals that one call brings.
#define CShims_arrivalsPerCall 48
/// Bytes of room for each: the longest run, and more than the longest datagram.
#define CShims_arrivalBytes 65536

/// Receives without waiting. Compiled, because `recvmmsg` stands behind `_GNU_SOURCE` and control messages are read
/// by macros.
///
/// Returns how many of `arrivals`, 48 of them, were written, or the negated `errno` if none was.
int CShims_receiveMessages(int descriptor, CShims_Arrival *arrivals);

/// Has the kernel join datagrams that come in a row (`UDP_GRO`, Linux 5.0 and later). Compiled for the constant's
/// header, which not every libc has. Returns 0 or `errno`; without it each datagram is an arrival.
int CShims_joinDatagrams(int descriptor);

/// Has the kernel note when each datagram reached this machine (`SO_TIMESTAMPNS`, socket(7)), in `CLOCK_REALTIME`.
/// Compiled for the constant, which stands behind a macro. Returns 0 or `errno`.
int CShims_stampArrivals(int descriptor);

/// How many nanoseconds `CLOCK_REALTIME` is ahead of `CLOCK_MONOTONIC` now.
int64_t CShims_realtimeLead(void);

/// Has the first socket of a group that shares a port (`SO_REUSEPORT`, socket(7)) receive all that comes to it.
/// Compiled, because a socket filter is an array built by macros. Returns 0 or `errno`.
int CShims_receiveAtFirst(int descriptor);

/// Whether the kernel takes `UDP_SEGMENT` on a socket, which has the option from then on: 1 or 0. Compiled for the
/// constant's header, which not every libc has.
int CShims_takesSegments(int descriptor);

/// Names the calling thread; compiled, because it stands behind `_GNU_SOURCE`. Linux keeps 15 bytes.
void CShims_nameThread(const char *name);

/// Has the processor fetch `count` runs of cache lines without waiting for them: of each the number of its first in the
/// lowest 54 bits, and how many lines it has in the others. Compiled, because Swift has no word for it.
void CShims_prefetch(const uint64_t *runs, unsigned count);

/// Bytes that an allocation has, `address` being what `malloc` returned.
uint64_t CShims_allocationBytes(const void *address);

/// Has the calling thread, but not those that it makes, put `steps` of niceness before the others of its process, and
/// served in short slices of `slice` microseconds, so soon (sched(7); slices: Linux 6.12 and later). Compiled, because
/// no libc declares the call.
///
/// Where the system refuses the precedence (it takes `RLIMIT_NICE` or `CAP_SYS_NICE`), the slices are short at least.
/// Returns 0 or `errno`.
int CShims_hurryThread(int steps, unsigned slice);

/// Makes a UDP socket drop STUN requests shorter than `bytes` in the kernel, so that an error response is never
/// longer than what caused it. Compiled, because a socket filter is an array built by macros.
///
/// Returns 0 or `errno`.
int CShims_dropShortRequests(int descriptor, unsigned bytes);

/// Whether the next datagram in a UDP socket comes from that address and port; 0 if not, or if none waits. Compiled,
/// because socket addresses are compared by family-dependent members.
int CShims_isNextFrom(int descriptor, const void *address, unsigned length);

/// Nanoseconds of `CLOCK_MONOTONIC`. Compiled, because `struct timespec` belongs, in Swift, to whichever C module's
/// header is read first, and that differs between builds.
int64_t CShims_monotonicNanoseconds(void);

/// Gives freed memory back to the system (`malloc_trim`). Compiled, because not every libc has it.
void CShims_releaseMemory(void);
