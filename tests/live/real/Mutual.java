import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.FileInputStream;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's HTTPS server, which demands a certificate of ca.crt and answers every request with `{}`: PORT and protocol, in pairs. */
class Mutual {
    public static void main(String[] pairs) throws Exception {
        char[] password = "changeit".toCharArray();
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(new FileInputStream("lb.p12"), password);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, password);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(new FileInputStream("ca.crt")));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        for (int at = 0; at < pairs.length; at += 2) {
            String protocol = pairs[at + 1];
            HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(pairs[at])), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context) {
                @Override
                public void configure(HttpsParameters of) {
                    SSLParameters demands = context.getDefaultSSLParameters();
                    demands.setProtocols(new String[] {protocol});
                    demands.setNeedClientAuth(true);
                    of.setSSLParameters(demands);
                }
            });
            server.createContext("/", exchange -> {
                byte[] body = "{}".getBytes();
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.setExecutor(Executors.newCachedThreadPool());
            server.start();
        }
    }
}
