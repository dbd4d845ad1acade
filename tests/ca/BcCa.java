// A small CA that really issues, speaking EST (RFC 7030, RFC 8951) by BouncyCastle: a second opinion on the
// EST client, written against another library, another TLS and another encoder (BER instead of DER).
//
// usage: java -cp bcprov.jar:bcpkix.jar:bcutil.jar BcCa.java PKI [key=value ...]
//   PKI holds root.pem, ca.pem, ca.key, server.pem, server.key (PEM, PKCS#8)
//   est202=N       answer 202 N times before issuing          retryAfter=S   seconds told with 202 (2)
//   retryDate=1    tell them as a date                        reject=TEXT    refuse with TEXT
//   rejectAfter=N  refuse only from the N-th try for a key on (1)
//
// Listens on 127.0.0.1 only, prints "ready PORT", ends when standard input ends or after five minutes.

import com.sun.net.httpserver.*;
import java.io.*;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.*;
import java.security.cert.X509Certificate;
import java.time.*;
import java.time.format.DateTimeFormatter;
import java.util.*;
import java.util.concurrent.*;
import javax.net.ssl.*;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.*;
import org.bouncycastle.cert.*;
import org.bouncycastle.cert.jcajce.*;
import org.bouncycastle.cms.*;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.jcajce.*;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.util.encoders.Base64;

public class BcCa {
    static final Map<String, String> options = new HashMap<>();
    static final Map<String, Integer> tries = new ConcurrentHashMap<>();
    static X509CertificateHolder root, ca;
    static PrivateKey caKey;

    static class Refused extends Exception {
        final int status;

        Refused(int status, String text) {
            super(text);
            this.status = status;
        }
    }

    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        for (String arg : Arrays.asList(args).subList(1, args.length)) {
            String[] parts = arg.split("=", 2);
            options.put(parts[0], parts[1]);
        }
        root = certificate(args[0] + "/root.pem");
        ca = certificate(args[0] + "/ca.pem");
        caKey = key(args[0] + "/ca.key");
        X509CertificateHolder server = certificate(args[0] + "/server.pem");
        SSLContext tls = tls(server, key(args[0] + "/server.key"));
        HttpsServer https = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
                wanted.setWantClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        https.createContext("/.well-known/est", BcCa::answer);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        https.setExecutor(threads);
        https.start();
        ScheduledExecutorService limit = Executors.newSingleThreadScheduledExecutor();
        limit.schedule(() -> System.exit(1), 5, TimeUnit.MINUTES);
        System.out.println("ready " + https.getAddress().getPort());
        while (System.in.read() >= 0) { }
        System.exit(0);
    }

    static void answer(HttpExchange exchange) throws IOException {
        try {
            switch (exchange.getRequestURI().getPath().replaceFirst(".*/", "")) {
                case "cacerts": send(exchange, 200, "application/pkcs7-mime", certsOnly(ca, root)); break;
                case "simplereenroll": reenroll(exchange); break;
                default: throw new Refused(404, "no such operation");
            }
        } catch (Refused refused) {
            byte[] text = refused.getMessage().getBytes(StandardCharsets.UTF_8);
            send(exchange, refused.status, "text/plain; charset=utf-8", text);
        } catch (Exception broken) {
            broken.printStackTrace();
            send(exchange, 500, "text/plain", new byte[0]);
        }
    }

    /** RFC 7030 4.2.2: same subject, signed by its own key, over TLS with the certificate to be renewed. */
    static void reenroll(HttpExchange exchange) throws Exception {
        X509CertificateHolder peer = peer((HttpsExchange) exchange);
        if (!"POST".equals(exchange.getRequestMethod())) throw new Refused(405, "POST only");
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (!type.startsWith("application/pkcs10")) throw new Refused(415, "application/pkcs10 only");
        PKCS10CertificationRequest request = request(exchange.getRequestBody().readAllBytes());
        if (!peer.getIssuer().equals(ca.getSubject()) || !peer.isSignatureValid(verifier(ca.getSubjectPublicKeyInfo())))
            throw new Refused(403, "signer is not ours");
        if (!peer.isValidOn(new Date())) throw new Refused(403, "certificate expired");
        if (!request.getSubject().equals(peer.getSubject())) throw new Refused(403, "subject differs (RFC 7030 4.2.2)");
        int n = tries.merge(Base64.toBase64String(request.getSubjectPublicKeyInfo().getEncoded()), 1, Integer::sum);
        if (options.containsKey("reject") && n >= number("rejectAfter", 1)) throw new Refused(403, options.get("reject"));
        if (n <= number("est202", 0)) {
            exchange.getResponseHeaders().set("Retry-After", retryAfter(number("retryAfter", 2)));
            send(exchange, 202, "text/plain", "waiting for approval".getBytes());
            return;
        }
        X509CertificateHolder issued = issue(request.getSubject(), request.getSubjectPublicKeyInfo());
        send(exchange, 200, "application/pkcs7-mime; smime-type=certs-only", certsOnly(issued));
    }

    static X509CertificateHolder peer(HttpsExchange exchange) throws Exception {
        try {
            return new JcaX509CertificateHolder((X509Certificate) exchange.getSSLSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException none) {
            throw new Refused(403, "client certificate required");
        }
    }

    /** Strict on purpose: some servers refuse base64 in one long line, so this one does. */
    static PKCS10CertificationRequest request(byte[] body) throws Exception {
        String text = new String(body, StandardCharsets.US_ASCII);
        if (Arrays.stream(text.split("\r\n")).anyMatch(line -> line.length() > 76)) throw new Refused(400, "long line");
        PKCS10CertificationRequest request = new PKCS10CertificationRequest(Base64.decode(text));
        if (!request.isSignatureValid(verifier(request.getSubjectPublicKeyInfo()))) throw new Refused(400, "bad signature");
        return request;
    }

    static X509CertificateHolder issue(X500Name subject, SubjectPublicKeyInfo key) throws Exception {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
            ca.getSubject(), new BigInteger(120, new SecureRandom()).setBit(119),
            Date.from(now.minusSeconds(60)), Date.from(now.plus(Duration.ofDays(365))), subject, key);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(caKey));
    }

    /** BouncyCastle writes this message in BER, with indefinite lengths. */
    static byte[] certsOnly(X509CertificateHolder... certificates) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        for (X509CertificateHolder certificate : certificates) generator.addCertificate(certificate);
        return Base64.encode(generator.generate(new CMSAbsentContent(), false).getEncoded());
    }

    static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (!type.startsWith("text")) exchange.getResponseHeaders().set("Content-Transfer-Encoding", "base64");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) exchange.getResponseBody().write(body);
        exchange.close();
    }

    static String retryAfter(int seconds) {
        if (!options.containsKey("retryDate")) return Integer.toString(seconds);
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(seconds));
    }

    static SSLContext tls(X509CertificateHolder server, PrivateKey key) throws Exception {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        java.security.cert.Certificate[] chain = {converter.getCertificate(server), converter.getCertificate(ca)};
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("server", key, new char[0], chain);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", converter.getCertificate(root));
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(keys, new char[0]);
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
        return context;
    }

    static int number(String name, int otherwise) {
        return Integer.parseInt(options.getOrDefault(name, Integer.toString(otherwise)));
    }

    static ContentVerifierProvider verifier(SubjectPublicKeyInfo key) throws Exception {
        return new JcaContentVerifierProviderBuilder().setProvider("BC").build(key);
    }

    static X509CertificateHolder certificate(String file) throws Exception {
        try (PEMParser parser = new PEMParser(new FileReader(file))) {
            return (X509CertificateHolder) parser.readObject();
        }
    }

    static PrivateKey key(String file) throws Exception {
        try (PEMParser parser = new PEMParser(new FileReader(file))) {
            return new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) parser.readObject());
        }
    }
}
