// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nice/agent.h>
#include <nice/interfaces.h>

// `g_object_set` is variadic, which Swift can't call.
static inline void CNice_setBoolean(NiceAgent *agent, const char *property, gboolean value) {
    g_object_set(agent, property, value, NULL);
}

static inline void CNice_setUnsigned(NiceAgent *agent, const char *property, guint value) {
    g_object_set(agent, property, value, NULL);
}

static inline void CNice_setString(NiceAgent *agent, const char *property, const char *value) {
    g_object_set(agent, property, value, NULL);
}

// `g_signal_handlers_disconnect_by_data` is a macro, and the agent is a GObject only after a cast.
static inline void CNice_disconnectAndRelease(NiceAgent *agent, gpointer context) {
    g_signal_handlers_disconnect_by_data(agent, context);
    g_object_unref(agent);
}

static inline void CNice_releaseSocket(GSocket *socket) {
    g_object_unref(socket);
}

// `G_CALLBACK` is a macro that casts between function types, which Swift refuses. One function for each signature
// that we connect, so that the compiler still checks the callbacks.
typedef void (*CNice_GatheringDone)(NiceAgent *agent, guint stream, gpointer context);
typedef void (*CNice_StateChanged)(NiceAgent *agent, guint stream, guint component, guint state, gpointer context);
typedef void (*CNice_SelectedPair)(
    NiceAgent *agent, guint stream, guint component, NiceCandidate *local, NiceCandidate *remote, gpointer context);

static inline gulong CNice_onGatheringDone(NiceAgent *agent, CNice_GatheringDone callback, gpointer context) {
    return g_signal_connect_data(
        agent, "candidate-gathering-done", (GCallback)callback, context, NULL, (GConnectFlags)0);
}

static inline gulong CNice_onStateChanged(NiceAgent *agent, CNice_StateChanged callback, gpointer context) {
    return g_signal_connect_data(
        agent, "component-state-changed", (GCallback)callback, context, NULL, (GConnectFlags)0);
}

static inline gulong CNice_onSelectedPair(NiceAgent *agent, CNice_SelectedPair callback, gpointer context) {
    return g_signal_connect_data(
        agent, "new-selected-pair-full", (GCallback)callback, context, NULL, (GConnectFlags)0);
}
