// SPDX-License-Identifier: Apache-2.0
#include "CHotPath.h"
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#define TAG_BYTES 16
#define IV_BYTES 12
#define MOST_BYTES 2048

typedef struct {
    EVP_CIPHER_CTX *context;
    uint64_t packets;
    uint8_t salt[IV_BYTES];
} Cipher;

static Cipher *ciphers;
/// Asks for the tag: what EVP_CIPHER_CTX_ctrl would put together for each packet.
static OSSL_PARAM tag[2];
/// Sets the whole IV, as EVP_CTRL_GCM_SET_IV_FIXED does with a length of -1: cheaper than EVP_EncryptInit_ex.
static OSSL_PARAM fixed[2];

static void require(int holds) {
    if (!holds) {
        abort();
    }
}

void CHotPath_makeCiphers(unsigned viewers) {
    ciphers = calloc(viewers, sizeof(*ciphers));
    require(ciphers != NULL);
    tag[0] = OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, NULL, TAG_BYTES);
    tag[1] = OSSL_PARAM_construct_end();
    fixed[0] = OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED, NULL, (size_t)-1);
    fixed[1] = OSSL_PARAM_construct_end();
    for (unsigned viewer = 0; viewer < viewers; viewer++) {
        Cipher *cipher = &ciphers[viewer];
        uint8_t key[16];
        require(RAND_bytes(key, sizeof(key)) == 1 && RAND_bytes(cipher->salt, IV_BYTES) == 1);
        cipher->context = EVP_CIPHER_CTX_new();
        require(cipher->context != NULL
                && EVP_EncryptInit_ex(cipher->context, EVP_aes_128_gcm(), NULL, key, NULL) == 1);
    }
}

/// The salt with the packet's index in its last six bytes, as RFC 7714 has it but for the SSRC.
static void makeIV(Cipher *cipher, uint8_t *iv) {
    uint64_t index = __builtin_bswap64(cipher->packets++), low;
    memcpy(iv, cipher->salt, IV_BYTES);
    memcpy(&low, iv + 4, sizeof(low));
    low ^= index;
    memcpy(iv + 4, &low, sizeof(low));
}

void CHotPath_seal(unsigned viewer, const uint8_t *packet, unsigned count, unsigned clear, uint8_t *output) {
    Cipher *cipher = &ciphers[viewer];
    EVP_CIPHER_CTX *context = cipher->context;
    uint8_t iv[IV_BYTES];
    makeIV(cipher, iv);
    memcpy(output, packet, clear);
    tag[0].data = output + count;
    fixed[0].data = iv;
    int written = 0;
    require(EVP_CIPHER_CTX_set_params(context, fixed) == 1
            && EVP_EncryptUpdate(context, NULL, &written, packet, (int)clear) == 1
            && EVP_EncryptUpdate(context, output + clear, &written, packet + clear, (int)(count - clear)) == 1
            && EVP_EncryptFinal_ex(context, output + count, &written) == 1
            && EVP_CIPHER_CTX_get_params(context, tag) == 1);
}

void CHotPath_sealBursts(unsigned viewers, unsigned bursts, unsigned burst, unsigned count, unsigned clear) {
    uint8_t packet[MOST_BYTES] = {0x90}, output[MOST_BYTES];
    require(count + TAG_BYTES <= MOST_BYTES);
    for (unsigned round = 0; round < bursts; round++) {
        for (unsigned viewer = 0; viewer < viewers; viewer++) {
            for (unsigned index = 0; index < burst; index++) {
                CHotPath_seal(viewer, packet, count, clear, output);
            }
        }
    }
}
