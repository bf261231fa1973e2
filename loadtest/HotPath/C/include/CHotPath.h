// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <stdint.h>

// What the bench and the bare limit share, so that both are measured by the same ruler, send to the same kind of
// sockets, and mean the same by "bare EVP".

/// What has passed so far, of the calling thread; subtract two.
typedef struct {
    /// Nanoseconds of `CLOCK_MONOTONIC`.
    int64_t wall;
    /// Nanoseconds on a core, user and system.
    int64_t cpu;
    /// Nanoseconds of it in user mode, as the kernel accounts for them: by tick, unless it was built for more.
    int64_t user;
    /// Instructions retired; 0 if the machine doesn't let them be counted.
    int64_t userInstructions, kernelInstructions;
    /// Calls of the process that asked for memory.
    int64_t allocations;
} CHotPath_Reading;

CHotPath_Reading CHotPath_read(void);

/// Calls of the process that asked for memory so far.
int64_t CHotPath_allocations(void);

/// Whether hardware counters count user instructions (1) or the kernel's too (3); 0: this machine has none.
int CHotPath_counters(void);

/// Counts the thread's own instructions in user mode one by one, by the processor's trap flag: exact, the same on each
/// run, thousands of times slower, and possible where there are no hardware counters. 0 if not on this architecture.
int CHotPath_canStep(void);
void CHotPath_beginSteps(void);
int64_t CHotPath_endSteps(void);

/// Opens a UDP socket on 127.0.0.1 that nobody reads; its port, or the negated errno.
///
/// What is sent to it passes the whole of the loopback path: it is cut into segments, since the socket didn't ask for
/// whole runs (`UDP_GRO`), found its socket, and is dropped there, since the buffer has room for one packet. So no
/// reader takes part of the core or of the caches, and no packet is dropped sooner in one program than in another.
int CHotPath_openReceiver(void);

/// Opens a UDP socket on 127.0.0.1 to send from; its descriptor, or the negated errno.
int CHotPath_openSender(void);

/// Makes keyed AES-128-GCM contexts with random keys, one a viewer, and nothing around them. Once.
/// Aborts if OpenSSL has no memory.
void CHotPath_makeCiphers(unsigned viewers);

/// Encrypts one packet of `count` bytes, of which `clear` are only authenticated, and writes it with its tag of 16 bytes.
///
/// The least that OpenSSL's interface needs: the IV set, the header authenticated, the payload encrypted, the tag read.
void CHotPath_seal(unsigned viewer, const uint8_t *packet, unsigned count, unsigned clear, uint8_t *output);

/// Seals `bursts` times `burst` packets of `count` bytes for one viewer after the other, into one buffer.
void CHotPath_sealBursts(unsigned viewers, unsigned bursts, unsigned burst, unsigned count, unsigned clear);
