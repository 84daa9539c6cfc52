#!/usr/bin/env bash
# Signs Windows programs in place, when there is a certificate; without one it says so once for each.
#
#   installer/sign.sh FILE...
#
# SOXA_SIGN_PFX            the certificate and its key (PKCS#12)
# SOXA_SIGN_PASSWORD_FILE  a file with its password; not the password itself, which would be seen in the list of processes
# SOXA_SIGN_TIMESTAMP      the address of a time stamping service; without it the signature ends with the certificate
set -euo pipefail

if [ -z "${SOXA_SIGN_PFX:-}" ]; then
    for file; do echo "sign: NOT SIGNED, no SOXA_SIGN_PFX: $(basename "$file")" >&2; done
    exit 0
fi

stamp=()
if [ -n "${SOXA_SIGN_TIMESTAMP:-}" ]; then
    stamp=(-ts "$SOXA_SIGN_TIMESTAMP")
else
    echo "sign: without a time stamp, no SOXA_SIGN_TIMESTAMP: the signature ends with the certificate" >&2
fi
for file; do
    osslsigncode sign -pkcs12 "$SOXA_SIGN_PFX" -readpass "${SOXA_SIGN_PASSWORD_FILE:-/dev/null}" -h sha256 \
        -n "Sổ Xã" "${stamp[@]}" -in "$file" -out "$file.signed" >/dev/null
    mv "$file.signed" "$file"
    echo "sign: signed $(basename "$file")" >&2
done
