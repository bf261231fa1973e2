// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CHotPath.h"
#include <linux/perf_event.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// --- Hardware counters ---

static int userCounter = -1, kernelCounter = -1, isOpened;

static int openCounter(int ofKernel) {
    struct perf_event_attr attributes;
    memset(&attributes, 0, sizeof(attributes));
    attributes.size = sizeof(attributes);
    attributes.type = PERF_TYPE_HARDWARE;
    attributes.config = PERF_COUNT_HW_INSTRUCTIONS;
    attributes.exclude_user = ofKernel;
    attributes.exclude_kernel = !ofKernel;
    attributes.exclude_hv = 1;
    return (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
}

int CHotPath_counters(void) {
    if (!isOpened) {
        isOpened = 1;
        userCounter = openCounter(0);
        kernelCounter = openCounter(1);
    }
    return (userCounter >= 0 ? 1 : 0) | (kernelCounter >= 0 ? 2 : 0);
}

static int64_t readCounter(int counter) {
    int64_t value = 0;
    return counter >= 0 && read(counter, &value, sizeof(value)) == sizeof(value) ? value : 0;
}

// --- Clocks ---

static int64_t nanoseconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int64_t userNanoseconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_THREAD, &usage);
    return (int64_t)usage.ru_utime.tv_sec * 1000000000 + usage.ru_utime.tv_usec * 1000;
}

CHotPath_Reading CHotPath_read(void) {
    CHotPath_counters();
    CHotPath_Reading reading = {
        .wall = nanoseconds(CLOCK_MONOTONIC),
        .cpu = nanoseconds(CLOCK_THREAD_CPUTIME_ID),
        .user = userNanoseconds(),
        .userInstructions = readCounter(userCounter),
        .kernelInstructions = readCounter(kernelCounter),
        .allocations = CHotPath_allocations(),
    };
    return reading;
}
