// Decodes and parses every certificate of a PEM bundle, as a Go program would that audits it.
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
)

func main() {
	rest, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	var certificates []*x509.Certificate
	for {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		if block == nil {
			break
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err == nil {
			certificates = append(certificates, certificate)
		}
	}
	fmt.Println(len(certificates))
}
