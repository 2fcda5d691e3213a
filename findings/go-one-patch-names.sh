#!/usr/bin/env bash
# A certificate whose names end in a dot, as fully qualified names are written, or have a label of more than 63 octets, read by
# three patch releases of Go that follow each other.
#
# A good guess: a patch release of Go mends faults and refuses no certificate that the one before it took; and what is refused
# says why.
#
# What is so (2026-11-28): Go 1.25.2 alone refuses them: 1.25.1 and 1.25.3 take the same bytes. (1.24.8 does as 1.25.2.)
# For a DNS name the error is "x509: SAN dNSName is malformed". For a URI it prints a missing error in place of the reason:
# x509: cannot parse URI "…": %!s(<nil>).
#
# So a program that was built in that week refuses, with a riddle, a peer that its neighbours accept.
set -euo pipefail
command -v go >/dev/null || { echo "go is not installed"; exit 1; }
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
export GOPATH=$work/go GOCACHE=$work/cache GOFLAGS=-modcacherw
cat >go.mod <<'MOD'
module names

go 1.23
MOD
cat >main.go <<'GO'
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"math/big"
	"net/url"
	"os"
	"strings"
	"time"
)

func main() {
	long := strings.Repeat("a", 64) + ".example"
	address, _ := url.Parse("spiffe://" + long + "/workload")
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	for _, template := range []x509.Certificate{
		{DNSNames: []string{"api.example.com."}},
		{DNSNames: []string{long}},
		{URIs: []*url.URL{address}},
	} {
		template.SerialNumber = big.NewInt(1)
		template.NotBefore = time.Now().Add(-time.Hour)
		template.NotAfter = time.Now().Add(time.Hour)
		der, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
		if err == nil {
			_, err = x509.ParseCertificate(der)
		}
		text := "taken"
		if err != nil {
			text = strings.ReplaceAll(err.Error(), long, "LONG")
		}
		fmt.Fprintln(os.Stdout, text)
	}
}
GO
for release in 1.25.1 1.25.2 1.25.3; do
    GOTOOLCHAIN=go$release go run . >"$release.txt"
    sed "s/^/Go $release: /" "$release.txt"
done
cat >wanted.txt <<'TEXT'
x509: SAN dNSName is malformed
x509: SAN dNSName is malformed
x509: cannot parse URI "spiffe://LONG/workload": %!s(<nil>)
TEXT
printf 'taken\ntaken\ntaken\n' >all.txt
cmp all.txt 1.25.1.txt
cmp wanted.txt 1.25.2.txt
cmp all.txt 1.25.3.txt
echo "as described"
