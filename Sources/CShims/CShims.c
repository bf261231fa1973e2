// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CShims.h"
#include <time.h>
#include <errno.h>
#include <linux/filter.h>
#include <malloc.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

#ifndef UDP_GRO
#define UDP_GRO 104
#endif

typedef union {
    char bytes[CMSG_SPACE(sizeof(uint16_t))];
    struct cmsghdr alignment;
} SegmentControl;

static void describe(struct msghdr *header, const CShims_Message *message, SegmentControl *control) {
    memset(header, 0, sizeof(*header));
    header->msg_name = (void *)message->address;
    header->msg_namelen = message->addressLength;
    header->msg_iov = message->vectors;
    header->msg_iovlen = message->vectorCount;
    if (message->segmentSize == 0) {
        return;
    }
    header->msg_control = control->bytes;
    header->msg_controllen = sizeof(control->bytes);
    struct cmsghdr *segment = CMSG_FIRSTHDR(header);
    segment->cmsg_level = IPPROTO_UDP;
    segment->cmsg_type = UDP_SEGMENT;
    segment->cmsg_len = CMSG_LEN(sizeof(uint16_t));
    uint16_t size = (uint16_t)message->segmentSize;
    memcpy(CMSG_DATA(segment), &size, sizeof(size));
}

int CShims_sendMessages(int descriptor, const CShims_Message *messages, unsigned count) {
    struct mmsghdr headers[CShims_messagesPerCall];
    SegmentControl controls[CShims_messagesPerCall];
    if (count > CShims_messagesPerCall) {
        count = CShims_messagesPerCall;
    }
    for (unsigned i = 0; i < count; i++) {
        describe(&headers[i].msg_hdr, &messages[i], &controls[i]);
    }
    if (count == 1) {
        ssize_t sent = sendmsg(descriptor, &headers[0].msg_hdr, MSG_DONTWAIT | MSG_NOSIGNAL);
        return sent < 0 ? -errno : 1;
    }
    int sent = sendmmsg(descriptor, headers, count, MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent < 0 ? -errno : sent;
}

static int64_t nanoseconds(const struct timespec *time) {
    return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

// What the kernel says of a datagram beside its bytes: of which size it joined some, and when they came.
static void read_control(struct msghdr *header, CShims_Arrival *arrival) {
    arrival->segmentSize = 0;
    arrival->stamp = 0;
    for (struct cmsghdr *part = CMSG_FIRSTHDR(header); part != NULL; part = CMSG_NXTHDR(header, part)) {
        if (part->cmsg_level == IPPROTO_UDP && part->cmsg_type == UDP_GRO) {
            int size = 0;
            memcpy(&size, CMSG_DATA(part), sizeof(size));
            arrival->segmentSize = size > 0 ? (uint32_t)size : 0;
        } else if (part->cmsg_level == SOL_SOCKET && part->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec time;
            memcpy(&time, CMSG_DATA(part), sizeof(time));
            arrival->stamp = nanoseconds(&time);
        }
    }
}

typedef union {
    char bytes[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct timespec))];
    struct cmsghdr alignment;
} ArrivalControl;

int CShims_receiveMessages(int descriptor, CShims_Arrival *arrivals) {
    struct mmsghdr headers[CShims_arrivalsPerCall];
    struct iovec vectors[CShims_arrivalsPerCall];
    ArrivalControl controls[CShims_arrivalsPerCall];
    for (unsigned i = 0; i < CShims_arrivalsPerCall; i++) {
        vectors[i] = (struct iovec){.iov_base = arrivals[i].bytes, .iov_len = CShims_arrivalBytes};
        headers[i].msg_hdr = (struct msghdr){
            .msg_name = arrivals[i].address,
            .msg_namelen = sizeof(struct sockaddr_storage),
            .msg_iov = &vectors[i],
            .msg_iovlen = 1,
            .msg_control = controls[i].bytes,
            .msg_controllen = sizeof(controls[i].bytes),
        };
    }
    int received = recvmmsg(descriptor, headers, CShims_arrivalsPerCall, MSG_DONTWAIT, NULL);
    if (received < 0) {
        return -errno;
    }
    for (int i = 0; i < received; i++) {
        arrivals[i].addressLength = headers[i].msg_hdr.msg_namelen;
        arrivals[i].count = headers[i].msg_len;
        read_control(&headers[i].msg_hdr, &arrivals[i]);
    }
    return received;
}

int CShims_joinDatagrams(int descriptor) {
    int on = 1;
    return setsockopt(descriptor, IPPROTO_UDP, UDP_GRO, &on, sizeof(on)) == 0 ? 0 : errno;
}

int CShims_stampArrivals(int descriptor) {
    int on = 1;
    return setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) == 0 ? 0 : errno;
}

int64_t CShims_realtimeLead(void) {
    struct timespec before, wall, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    clock_gettime(CLOCK_REALTIME, &wall);
    clock_gettime(CLOCK_MONOTONIC, &after);
    return nanoseconds(&wall) - nanoseconds(&before) / 2 - nanoseconds(&after) / 2;
}

int CShims_receiveAtFirst(int descriptor) {
    // The filter's result is a place in the group.
    struct sock_filter code[] = {BPF_STMT(BPF_RET | BPF_K, 0)};
    struct sock_fprog program = {.len = sizeof(code) / sizeof(code[0]), .filter = code};
    int status = setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof(program));
    return status == 0 ? 0 : errno;
}

int CShims_takesSegments(int descriptor) {
    int size = 1200;
    return setsockopt(descriptor, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof(size)) == 0;
}

void CShims_nameThread(const char *name) {
    char short_name[16];
    snprintf(short_name, sizeof(short_name), "%s", name);
    pthread_setname_np(pthread_self(), short_name);
}

// As the kernel takes it (sched_setattr(2)): not every libc declares it.
typedef struct {
    uint32_t size, policy;
    uint64_t flags;
    int32_t niceness;
    uint32_t priority;
    uint64_t runtime, deadline, period;
} Scheduling;

#define resetOnFork 1

static int schedule(int niceness, unsigned slice) {
    Scheduling wanted = {
        .size = sizeof(wanted), .policy = SCHED_OTHER, .flags = resetOnFork, .niceness = niceness,
        .runtime = slice * 1000ULL,
    };
    return syscall(SYS_sched_setattr, 0, &wanted, 0) == 0 ? 0 : errno;
}

int CShims_hurryThread(int steps, unsigned slice) {
    // On Linux 0 is the calling thread, not the process.
    errno = 0;
    int niceness = getpriority(PRIO_PROCESS, 0);
    if (errno != 0) return errno;
    int status = schedule(niceness - steps, slice);
    return status == 0 ? 0 : schedule(niceness, slice);
}

int CShims_dropShortRequests(int descriptor, unsigned bytes) {
    // Offsets count from the UDP header, whose 8 bytes belong to the packet's length too.
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_LEN, 0),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 8 + bytes, 3, 0),
        BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 8),
        // STUN's first sixteen bits: 0x0001 is a Binding request (RFC 8489 §5).
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x0001, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, 0),
        BPF_STMT(BPF_RET | BPF_K, 0xFFFFFFFF),
    };
    struct sock_fprog program = {.len = sizeof(code) / sizeof(code[0]), .filter = code};
    if (setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) == 0) {
        return 0;
    }
    return errno;
}

int CShims_isNextFrom(int descriptor, const void *expected, unsigned length) {
    const struct sockaddr_storage *address = expected;
    struct sockaddr_storage from;
    socklen_t from_length = sizeof(from);
    char byte;
    if (recvfrom(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT, (struct sockaddr *)&from, &from_length) < 0 ||
        from_length != length || from.ss_family != address->ss_family) {
        return 0;
    }
    if (from.ss_family == AF_INET) {
        const struct sockaddr_in *a = (const struct sockaddr_in *)&from, *b = (const struct sockaddr_in *)address;
        return a->sin_port == b->sin_port && a->sin_addr.s_addr == b->sin_addr.s_addr;
    }
    const struct sockaddr_in6 *a = (const struct sockaddr_in6 *)&from, *b = (const struct sockaddr_in6 *)address;
    return a->sin6_port == b->sin6_port && memcmp(&a->sin6_addr, &b->sin6_addr, sizeof(a->sin6_addr)) == 0;
}

int64_t CShims_monotonicNanoseconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void CShims_releaseMemory(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

void CShims_prefetch(const uint64_t *runs, unsigned count) {
    for (unsigned run = 0; run < count; run++) {
        const char *line = (const char *)((runs[run] & ((1ull << 54) - 1)) << 6);
        for (uint64_t left = runs[run] >> 54; left > 0; left--, line += 64) {
            __builtin_prefetch(line, 1, 3);
        }
    }
}

uint64_t CShims_allocationBytes(const void *address) {
    return malloc_usable_size((void *)address);
}
