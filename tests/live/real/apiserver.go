// An API server as far as kubectl's first requests and certgraph's go, with kube-apiserver's rules for certificates and
// tokens: it asks, demands nothing, answers a certificate that it does not take with 401, and nobody with 403.
//
//	apiserver ADDRESS [require-and-verify | require-any] [tls12]
//
// With more words it is what it never is in a cluster: a Go server that demands a certificate.
package main

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
)

func pool(file string) *x509.CertPool {
	text, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	found := x509.NewCertPool()
	found.AppendCertsFromPEM(text)
	return found
}

// user names who asks; refused tells that an authenticator said no.
func user(request *http.Request, cas *x509.CertPool) (name string, refused bool) {
	if shown := request.TLS.PeerCertificates; len(shown) > 0 {
		usages := []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		if _, err := shown[0].Verify(x509.VerifyOptions{Roots: cas, KeyUsages: usages}); err == nil {
			return shown[0].Subject.CommonName, false
		}
		refused = true
	}
	switch request.Header.Get("Authorization") {
	case "":
		return "system:anonymous", refused
	case "Bearer good-token":
		return "robot", false
	}
	return "", true
}

func main() {
	cas := pool("ca.crt")
	answer := func(out http.ResponseWriter, request *http.Request) {
		out.Header().Set("Content-Type", "application/json")
		status := func(code int, reason, message string) {
			out.WriteHeader(code)
			fmt.Fprintf(out, `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":%q,"reason":%q,"code":%d}`, message, reason, code)
		}
		name, refused := user(request, cas)
		path := request.URL.Path
		switch {
		case refused:
			status(401, "Unauthorized", "Unauthorized")
		case path == "/version":
			fmt.Fprint(out, `{"major":"1","minor":"32","gitVersion":"v1.32.5"}`)
		case name == "system:anonymous":
			verb := strings.ToLower(request.Method)
			status(403, "Forbidden", fmt.Sprintf("forbidden: User %q cannot %s path %q", name, verb, path))
		case path == "/api":
			fmt.Fprint(out, `{"kind":"APIVersions","versions":["v1"],"serverAddressByClientCIDRs":[]}`)
		case path == "/apis":
			fmt.Fprint(out, `{"kind":"APIGroupList","apiVersion":"v1","groups":[]}`)
		case path == "/api/v1":
			fmt.Fprint(out, `{"kind":"APIResourceList","groupVersion":"v1","resources":[{"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","verbs":["get","list"]}]}`)
		case strings.HasSuffix(path, "/selfsubjectreviews"):
			out.WriteHeader(201)
			fmt.Fprintf(out, `{"kind":"SelfSubjectReview","apiVersion":"authentication.k8s.io/v1","status":{"userInfo":{"username":%q,"groups":["system:authenticated"]}}}`, name)
		case strings.HasSuffix(path, "/pods"):
			fmt.Fprint(out, `{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[]}`)
		default:
			status(404, "NotFound", "the server could not find the requested resource")
		}
	}
	config := &tls.Config{ClientAuth: tls.RequestClientCert, ClientCAs: cas}
	for _, word := range os.Args[2:] {
		switch word {
		case "require-and-verify":
			config.ClientAuth = tls.RequireAndVerifyClientCert
		case "require-any":
			config.ClientAuth, config.ClientCAs = tls.RequireAnyClientCert, nil
		case "tls12":
			config.MaxVersion = tls.VersionTLS12
		default:
			log.Fatalf("unknown word %q", word)
		}
	}
	server := &http.Server{Addr: os.Args[1], Handler: http.HandlerFunc(answer), TLSConfig: config}
	log.Fatal(server.ListenAndServeTLS("api.crt", "api.key"))
}
