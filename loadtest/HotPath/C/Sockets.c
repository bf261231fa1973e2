// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "CHotPath.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

static int openSocket(struct sockaddr_in *address) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        return -errno;
    }
    socklen_t length = sizeof(*address);
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(descriptor, (struct sockaddr *)address, length) != 0
        || getsockname(descriptor, (struct sockaddr *)address, &length) != 0) {
        return -errno;
    }
    return descriptor;
}

int CHotPath_openReceiver(void) {
    struct sockaddr_in address;
    int descriptor = openSocket(&address);
    if (descriptor < 0) {
        return descriptor;
    }
    // The kernel's least: room for one packet.
    int bytes = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
    return ntohs(address.sin_port);
}

int CHotPath_openSender(void) {
    struct sockaddr_in address;
    int descriptor = openSocket(&address);
    if (descriptor < 0) {
        return descriptor;
    }
    // As the relay has it (TransportLimits.sendBufferBytes).
    int bytes = 524288;
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes));
    return descriptor;
}
