// SPDX-License-Identifier: Apache-2.0
// The bare limit of a fan-out: nothing but OpenSSL's cipher and the kernel.
//
//   loadtest/HotPath/limit/build OUTPUT && OUTPUT --viewers 1000 --burst 10
//
// Each viewer has a key and a UDP address of its own. A frame of `burst` packets is encrypted for one viewer after the
// other into a buffer that stays in the core's cache, a run a message (UDP_SEGMENT), 32 messages a system call. It knows
// neither packets that come one by one, nor numbering, nor a cache, nor resends, nor reports.
//
// `--by-packet` keeps the relay's order instead, for what the order alone costs: one packet for all viewers, then the
// next, into slots of 1,536 bytes that leave at the frame's end, each viewer's as a message of as many pieces.
#define _GNU_SOURCE
#include "CHotPath.h"
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define MESSAGES 32
#define SLOT_BYTES 1536
#define TAG_BYTES 16
/// What the relay's headers have with the three extensions that browsers agree to.
#define HEADER_BYTES 28
#define MOST_VIEWERS 8192
#define MOST_BURST 16
#define MOST_BYTES 1400

static unsigned viewers = 200, burst = 10, size = 1200, packets = 200000;
static int segments = 1, byPacket, json, steps;

static struct sockaddr_in addresses[MOST_VIEWERS];
static int sender;
static uint8_t plain[MOST_BURST][MOST_BYTES];
static uint8_t *slots;
static uint64_t sent, calls;

static void fail(const char *what, int code) {
    fprintf(stderr, "limit: %s: %s\n", what, strerror(code));
    exit(1);
}

// --- Sending ---

typedef union {
    char bytes[CMSG_SPACE(sizeof(uint16_t))];
    struct cmsghdr alignment;
} Control;

static struct mmsghdr messages[MESSAGES];
static struct iovec vectors[MESSAGES][MOST_BURST];
static Control controls[MESSAGES];
static unsigned gathered;

static void flush(void) {
    unsigned next = 0;
    while (next < gathered) {
        int count = sendmmsg(sender, messages + next, gathered - next, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (count < 0) {
            fail("sendmmsg", errno);
        }
        calls += 1;
        next += (unsigned)count;
    }
    gathered = 0;
}

/// Queues a message of `pieces` vectors that are filled already, `run` datagrams together.
static void add(unsigned viewer, unsigned pieces, unsigned run) {
    struct msghdr *header = &messages[gathered].msg_hdr;
    memset(header, 0, sizeof(*header));
    header->msg_name = &addresses[viewer];
    header->msg_namelen = sizeof(addresses[viewer]);
    header->msg_iov = vectors[gathered];
    header->msg_iovlen = pieces;
    if (run > 1) {
        header->msg_control = controls[gathered].bytes;
        header->msg_controllen = sizeof(controls[gathered].bytes);
        struct cmsghdr *control = CMSG_FIRSTHDR(header);
        control->cmsg_level = IPPROTO_UDP;
        control->cmsg_type = UDP_SEGMENT;
        control->cmsg_len = CMSG_LEN(sizeof(uint16_t));
        uint16_t bytes = (uint16_t)(size + TAG_BYTES);
        memcpy(CMSG_DATA(control), &bytes, sizeof(bytes));
    }
    gathered += 1;
    sent += run;
    if (gathered == MESSAGES) {
        flush();
    }
}

// --- A frame ---

static void number(void) {
    for (unsigned index = 0; index < burst; index++) {
        uint16_t *sequence = (uint16_t *)(plain[index] + 2);
        *sequence = htons((uint16_t)(ntohs(*sequence) + burst));
    }
}

static void frameByViewer(void) {
    unsigned run = segments ? burst : 1, bytes = size + TAG_BYTES;
    for (unsigned viewer = 0; viewer < viewers; viewer++) {
        for (unsigned first = 0; first < burst; first += run) {
            uint8_t *output = slots + (size_t)gathered * run * bytes;
            for (unsigned index = 0; index < run; index++) {
                CHotPath_seal(viewer, plain[first + index], size, HEADER_BYTES, output + index * bytes);
            }
            vectors[gathered][0] = (struct iovec){output, run * bytes};
            add(viewer, 1, run);
        }
    }
    flush();
}

static void frameByPacket(void) {
    unsigned run = segments ? burst : 1;
    for (unsigned index = 0; index < burst; index++) {
        for (unsigned viewer = 0; viewer < viewers; viewer++) {
            CHotPath_seal(viewer, plain[index], size, HEADER_BYTES,
                          slots + ((size_t)index * viewers + viewer) * SLOT_BYTES);
        }
    }
    for (unsigned viewer = 0; viewer < viewers; viewer++) {
        for (unsigned first = 0; first < burst; first += run) {
            for (unsigned index = 0; index < run; index++) {
                uint8_t *slot = slots + ((size_t)(first + index) * viewers + viewer) * SLOT_BYTES;
                vectors[gathered][index] = (struct iovec){slot, size + TAG_BYTES};
            }
            add(viewer, run, run);
        }
    }
    flush();
}

static void frame(void) {
    number();
    if (byPacket) {
        frameByPacket();
    } else {
        frameByViewer();
    }
}

// --- The run ---

static void prepare(void) {
    CHotPath_makeCiphers(viewers);
    sender = CHotPath_openSender();
    if (sender < 0) {
        fail("a socket to send from", -sender);
    }
    for (unsigned viewer = 0; viewer < viewers; viewer++) {
        int port = CHotPath_openReceiver();
        if (port < 0) {
            fail("a viewer's socket", -port);
        }
        addresses[viewer] = (struct sockaddr_in){
            .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    }
    size_t bytes = (size_t)(byPacket ? viewers : MESSAGES) * MOST_BURST * SLOT_BYTES;
    slots = aligned_alloc(64, bytes);
    if (slots == NULL) {
        fail("slots", ENOMEM);
    }
    for (unsigned index = 0; index < burst; index++) {
        memset(plain[index], 0xA5, sizeof(plain[index]));
        plain[index][0] = 0x90;
        plain[index][3] = (uint8_t)index;
    }
}

static void report(const CHotPath_Reading *from, const CHotPath_Reading *to) {
    double count = (double)sent, cpu = (double)(to->cpu - from->cpu), user = (double)(to->user - from->user);
    int counters = CHotPath_counters();
    const char *format = json
        ? "{\"program\": \"limit\", \"viewers\": %u, \"burst\": %u, \"bytes\": %u, \"packets\": %.0f, \"calls\": %.0f, "
          "\"cpu\": %.1f, \"user\": %.1f, \"wall\": %.1f, \"perSecond\": %.0f, \"allocations\": %.4f"
        : "%u viewers, bursts of %u, %u bytes: %.0f packets in %.0f system calls\n"
          "per packet       %.1f ns on the core (%.1f in user mode), %.1f ns of time\n"
          "per CPU-second   %.0f packets\n"
          "allocations      %.4f per packet\n";
    printf(format, viewers, burst, size, count, (double)calls, cpu / count, user / count,
           (double)(to->wall - from->wall) / count, count / cpu * 1e9,
           (double)(to->allocations - from->allocations) / count);
    if (counters & 1) {
        printf(json ? ", \"userInstructions\": %.1f" : "instructions     %.1f in user mode\n",
               (double)(to->userInstructions - from->userInstructions) / count);
    }
    if (counters & 2) {
        printf(json ? ", \"kernelInstructions\": %.1f" : "                 %.1f in the kernel\n",
               (double)(to->kernelInstructions - from->kernelInstructions) / count);
    }
}

static void reportSteps(void) {
    CHotPath_beginSteps();
    frame();
    double instructions = (double)CHotPath_endSteps();
    printf(json ? ", \"steps\": %.0f, \"stepped\": %u" : "instructions     %.0f in user mode for %u packets, counted one by one\n",
           instructions, viewers * burst);
}

static unsigned numeral(const char *name, const char *text, unsigned least, unsigned most) {
    char *end = NULL;
    unsigned long value = strtoul(text, &end, 10);
    if (*text == 0 || *end != 0 || value < least || value > most) {
        fprintf(stderr, "limit: --%s takes %u to %u\n", name, least, most);
        exit(2);
    }
    return (unsigned)value;
}

static void readOptions(int count, char **arguments) {
    static const struct option known[] = {
        {"viewers", required_argument, NULL, 'v'}, {"burst", required_argument, NULL, 'b'},
        {"bytes", required_argument, NULL, 's'},   {"packets", required_argument, NULL, 'p'},
        {"no-gso", no_argument, NULL, 'g'},        {"by-packet", no_argument, NULL, 'o'},
        {"steps", no_argument, NULL, 't'},         {"json", no_argument, NULL, 'j'},
        {NULL, 0, NULL, 0},
    };
    int option, place = 0;
    while ((option = getopt_long(count, arguments, "", known, &place)) != -1) {
        switch (option) {
        case 'v': viewers = numeral("viewers", optarg, 1, MOST_VIEWERS); break;
        case 'b': burst = numeral("burst", optarg, 1, MOST_BURST); break;
        case 's': size = numeral("bytes", optarg, 64, MOST_BYTES); break;
        case 'p': packets = numeral("packets", optarg, 1, 1000000000); break;
        case 'g': segments = 0; break;
        case 'o': byPacket = 1; break;
        case 't': steps = 1; break;
        case 'j': json = 1; break;
        default:
            fprintf(stderr, "limit [--viewers N] [--burst N] [--bytes N] [--packets N] [--no-gso] [--by-packet] "
                            "[--steps] [--json]\n");
            exit(2);
        }
    }
}

int main(int count, char **arguments) {
    readOptions(count, arguments);
    prepare();
    // The first frames fill caches, route entries and the receivers' buffers.
    for (unsigned index = 0; index < 3; index++) {
        frame();
    }
    sent = calls = 0;
    CHotPath_Reading from = CHotPath_read();
    while (sent < packets) {
        frame();
    }
    CHotPath_Reading to = CHotPath_read();
    report(&from, &to);
    if (steps && CHotPath_canStep()) {
        reportSteps();
    }
    printf(json ? "}\n" : "");
    return 0;
}
