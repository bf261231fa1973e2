// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CHotPath.h"

#if defined(__x86_64__)
#include <signal.h>
#include <string.h>
#include <x86intrin.h>

#define TRAP_FLAG 0x100

static volatile int64_t steps;

static void didStep(int signal) {
    (void)signal;
    steps += 1;
}

int CHotPath_canStep(void) {
    return 1;
}

void CHotPath_beginSteps(void) {
    struct sigaction action;
    memset(&action, 0, sizeof(action));
    action.sa_handler = didStep;
    sigaction(SIGTRAP, &action, NULL);
    steps = 0;
    __writeeflags(__readeflags() | TRAP_FLAG);
}

int64_t CHotPath_endSteps(void) {
    __writeeflags(__readeflags() & ~(unsigned long long)TRAP_FLAG);
    return steps;
}
#else
int CHotPath_canStep(void) {
    return 0;
}

void CHotPath_beginSteps(void) {}

int64_t CHotPath_endSteps(void) {
    return 0;
}
#endif
