package io.rttd.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.config.OtlpConfig;
import io.rttd.config.OtlpConfig.Temporality;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.Samples;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** OTLP over TLS, with certificates of an authority that Java does not know. */
@Timeout(60)
class TlsTest {
  private static final String RTT = "system.net.tcp.rtt.dist";
  private static final String PASSWORD = "rttd-test";

  /** Shared: each keytool is a JVM of its own, and no test changes a certificate. */
  @TempDir static Path folder;

  private final DaemonCounts counts = new DaemonCounts();
  private Receiver receiver;
  private OtlpSink sink;

  @BeforeAll
  static void makeCertificates() throws Exception {
    keytool("ca", "-genkeypair", "-alias", "ca", "-dname", "CN=Test CA", "-ext", "bc:c");
    export("ca", "ca.pem");
    sign("server", "-ext", "san=ip:127.0.0.1");
    importChain("server");
    sign("client");
    exportKey("client");
  }

  @AfterEach
  void close() {
    if (sink != null) {
      sink.close();
    }
    if (receiver != null) {
      receiver.close();
    }
  }

  @Test
  void shouldTrustTheConfiguredAuthority() throws Exception {
    receiver = new Receiver(context(), false);
    open(Optional.of(folder.resolve("ca.pem")), Optional.empty());
    report();

    await().until(() -> sink.keptPoints() == 0);
    assertThat(receiver.histograms(RTT)).hasSize(1);
    assertThat(counts.lostPoints()).isZero();
  }

  @Test
  void shouldBufferWhatGoesToAReceiverThatItDoesNotTrust() throws Exception {
    receiver = new Receiver(context(), false);
    open(Optional.empty(), Optional.empty());
    report();

    await().until(() -> receiver.handshakes() > 2);
    assertThat(sink.keptPoints()).isPositive();
    assertThat(receiver.requests()).isEmpty();
  }

  @Test
  void shouldShowItsOwnCertificateToAReceiverThatAsks() throws Exception {
    receiver = new Receiver(context(), true);
    open(Optional.of(folder.resolve("ca.pem")), Optional.of("client"));
    report();

    await().until(() -> sink.keptPoints() == 0);
    assertThat(receiver.histograms(RTT)).hasSize(1);
  }

  private void open(Optional<Path> authority, Optional<String> client) {
    OtlpConfig plain = Reports.otlp(receiver.url(), Temporality.DELTA);
    OtlpConfig otlp =
        new OtlpConfig(
            plain.endpoint(),
            plain.headers(),
            plain.temporality(),
            true,
            plain.timeout(),
            authority,
            client.map(name -> folder.resolve(name + ".key")),
            client.map(name -> folder.resolve(name + ".pem")),
            plain.resource());
    sink =
        new OtlpSink(
            Reports.config(otlp),
            1 << 26,
            "1.2.3",
            counts,
            new Delivery.Settings(
                receiver.url(),
                Duration.ofSeconds(5),
                Delivery.Settings.MAX_BYTES,
                Duration.ofMillis(10),
                () -> Reports.SECOND_NS));
  }

  private void report() {
    sink.onReport(Reports.of(1, Samples.of("10.0.0.1", "10.0.0.2").prompt(1_000_000).build()));
  }

  /** A key whose certificate the authority has signed, and the certificate as PEM. */
  private static void sign(String name, String... extensions) throws Exception {
    Path request = folder.resolve(name + ".csr");
    Path chain = folder.resolve(name + ".pem");
    keytool(name, "-genkeypair", "-alias", name, "-dname", "CN=" + name);
    keytool(name, "-certreq", "-alias", name, "-file", request.toString());
    List<String> sign =
        new ArrayList<>(List.of("-gencert", "-alias", "ca", "-rfc", "-infile", request.toString()));
    sign.addAll(List.of("-outfile", chain.toString()));
    sign.addAll(List.of(extensions));
    keytool("ca", sign.toArray(String[]::new));
  }

  /** Into the key's store, for {@link #context}. */
  private static void importChain(String name) throws Exception {
    for (String alias : List.of("ca", name)) {
      String file = folder.resolve(alias + ".pem").toString();
      keytool(name, "-importcert", "-noprompt", "-alias", alias, "-file", file);
    }
  }

  private static void export(String name, String file) throws Exception {
    keytool(name, "-exportcert", "-rfc", "-alias", name, "-file", folder.resolve(file).toString());
  }

  private static void exportKey(String name) throws Exception {
    Key key = store(name).getKey(name, PASSWORD.toCharArray());
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
    Files.writeString(
        folder.resolve(name + ".key"),
        "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
  }

  private static void keytool(String store, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", folder.resolve(store + ".p12").toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    if (arguments[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC"));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
  }

  private static KeyStore store(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  /** The receiver's side: its key, and the authority to which its clients' certificates lead. */
  private static SSLContext context() throws Exception {
    KeyStore store = store("server");
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
