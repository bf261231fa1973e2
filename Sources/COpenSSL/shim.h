// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

// Macros with casts, which Swift doesn't import.
static inline EVP_PKEY *COpenSSL_generateP256(void) {
    return EVP_EC_gen("P-256");
}

static inline long COpenSSL_setMTU(SSL *session, long bytes) {
    return SSL_set_mtu(session, bytes);
}

static inline long COpenSSL_timeout(SSL *session, struct timeval *left) {
    return DTLSv1_get_timeout(session, left);
}

static inline long COpenSSL_handleTimeout(SSL *session) {
    return DTLSv1_handle_timeout(session);
}

static inline long COpenSSL_limitCertificates(SSL_CTX *context, long bytes) {
    return SSL_CTX_set_max_cert_list(context, bytes);
}

static inline long COpenSSL_disableSessionCache(SSL_CTX *context) {
    return SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

static inline int COpenSSL_onlyDTLS12(SSL_CTX *context) {
    return (int)SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION);
}

static inline long COpenSSL_setGroups(SSL_CTX *context, const char *list) {
    return SSL_CTX_set1_groups_list(context, list);
}

static inline void COpenSSL_retryRead(BIO *bio) {
    BIO_set_retry_read(bio);
}

static inline void COpenSSL_clearRetry(BIO *bio) {
    BIO_clear_retry_flags(bio);
}

static inline const char *COpenSSL_errorText(unsigned long code) {
    return ERR_reason_error_string(code);
}

static inline void COpenSSL_setOptions(SSL_CTX *context) {
    SSL_CTX_set_options(context,
        SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_QUERY_MTU
            | SSL_OP_CIPHER_SERVER_PREFERENCE);
}

// Parameters keep a pointer to their name and are read during the call only: on the stack, and in C.

static inline int COpenSSL_readTag(EVP_CIPHER_CTX *context, unsigned char *tag, size_t bytes) {
    OSSL_PARAM request[2] = {OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag, bytes), OSSL_PARAM_END};
    return EVP_CIPHER_CTX_get_params(context, request);
}

// A whole IV for a keyed GCM context: what EVP_CTRL_GCM_SET_IV_FIXED means by a length of -1.
static inline int COpenSSL_setIV(EVP_CIPHER_CTX *context, unsigned char *iv) {
    OSSL_PARAM request[2] = {
        OSSL_PARAM_octet_string(OSSL_CIPHER_PARAM_AEAD_TLS1_IV_FIXED, iv, (size_t)-1), OSSL_PARAM_END};
    return EVP_CIPHER_CTX_set_params(context, request);
}

// Where a GCM context that has an IV keeps it, which is within the cipher's own state; NULL if it doesn't say.
static inline const void *COpenSSL_placeOfIV(EVP_CIPHER_CTX *context) {
    void *place = NULL;
    OSSL_PARAM request[2] = {
        OSSL_PARAM_construct_octet_ptr(OSSL_CIPHER_PARAM_IV, &place, EVP_MAX_IV_LENGTH), OSSL_PARAM_END};
    return EVP_CIPHER_CTX_get_params(context, request) == 1 ? place : NULL;
}

// SHA-1 by its plain state, which can be copied. OpenSSL 3.0 calls these functions deprecated, but its other interface
// allocates twice for each HMAC (`EVP_MAC_init` without a key duplicates its contexts).
#include <openssl/sha.h>
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wdeprecated-declarations"
static inline int COpenSSL_sha1Init(SHA_CTX *state) {
    return SHA1_Init(state);
}

static inline int COpenSSL_sha1Update(SHA_CTX *state, const void *data, size_t count) {
    return SHA1_Update(state, data, count);
}

static inline int COpenSSL_sha1Final(unsigned char *digest, SHA_CTX *state) {
    return SHA1_Final(digest, state);
}
#pragma clang diagnostic pop
