// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <uv.h>

/// uv_loop_configure is variadic, which Swift can't call: has the loop measure how long it sleeps (libuv 1.39).
static inline int CUV_measureIdleTime(uv_loop_t *loop) {
    return uv_loop_configure(loop, UV_METRICS_IDLE_TIME);
}
