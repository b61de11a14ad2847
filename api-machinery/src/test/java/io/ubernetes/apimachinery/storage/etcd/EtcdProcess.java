package io.ubernetes.apimachinery.storage.etcd;

import static org.awaitility.Awaitility.await;

import io.ubernetes.model.Json;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A real etcd of one member on this machine's loopback, with ports and a directory of its own, for
/// tests. The binary is the one that the environment variable `ETCD` names, else `etcd` on the
/// PATH, else `/usr/bin/etcd`.
///
/// Where there is none, tests fail; only `-DskipEtcd` skips them. Not thread-safe.
public final class EtcdProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PORT_ATTEMPTS = 5;

  private final Path binary;
  private final Path directory;
  private final List<String> options;
  private final String scheme;
  private int clientPort;
  private int peerPort;
  private int healthPort;
  private Process process;

  private EtcdProcess(Path binary, Path directory, String scheme, List<String> options)
      throws IOException {
    this.binary = binary;
    this.directory = directory;
    this.scheme = scheme;
    this.options = options;
    this.process = startOnFreePorts();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /// Starts an empty etcd and waits until it answers.
  ///
  /// @param options more command line options of etcd
  public static EtcdProcess start(String... options) {
    return start("http", List.of(options));
  }

  /// Starts an empty etcd that speaks TLS and wants a certificate of its clients; all files are
  /// PEM.
  public static EtcdProcess startSecure(Path certificate, Path key, Path authority) {
    return start(
        "https",
        List.of(
            "--cert-file=" + certificate,
            "--key-file=" + key,
            "--client-cert-auth",
            "--trusted-ca-file=" + authority));
  }

  private static EtcdProcess start(String scheme, List<String> options) {
    Assumptions.assumeTrue(System.getProperty("skipEtcd") == null, "-DskipEtcd is given");
    try {
      return new EtcdProcess(
          findBinary(), Files.createTempDirectory("etcd-test-"), scheme, options);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path findBinary() {
    String named = System.getenv("ETCD");
    if (named != null) {
      return Path.of(named);
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Arrays.stream(path.split(File.pathSeparator)), Stream.of("/usr/bin"))
        .map(folder -> Path.of(folder).resolve("etcd"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                "these tests need etcd (3.4 or newer): install it (for instance with"
                    + " `apt-get install etcd-server`), or name the binary in the environment"
                    + " variable ETCD, or skip them with -DskipEtcd"));
  }

  /// What to give to [EtcdStore#connect(String)].
  public String endpoint() {
    return scheme + "://127.0.0.1:" + clientPort;
  }

  /// For instance `3.4.23`.
  public String version() {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint() + "/version")).build();
      String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      return Json.MAPPER.readTree(body).path("etcdserver").asString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// `kill -9`, and waits until the process is gone.
  public void kill() {
    destroy();
  }

  /// Stops the process without ending it, so that its connections stay open and mute.
  public void freeze() {
    signal("STOP");
  }

  /// Lets it go on after [#freeze()].
  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      int code =
          new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
      if (code != 0) {
        throw new AssertionError("kill -" + name + " ended with " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Starts again over the same data on the same ports after [#kill()], and waits until it answers.
  public void restart() {
    process = launch();
    if (!isReady()) {
      throw new AssertionError("etcd did not start again:\n" + log());
    }
  }

  /// Keeps a copy of the data as they are now, to go back to; for that etcd is killed and started
  /// again.
  public void backUp() {
    kill();
    copy(dataDirectory(), backup());
    restart();
  }

  /// Puts the data of [#backUp] in the place of those of now, as from a backup.
  public void restoreBackup() {
    kill();
    delete(dataDirectory());
    copy(backup(), dataDirectory());
    restart();
  }

  private Path dataDirectory() {
    return directory.resolve("data-" + clientPort);
  }

  private Path backup() {
    return directory.resolve("backup");
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path tree) {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    destroy();
    if (!Files.exists(directory)) {
      return; // Closed before.
    }
    delete(directory);
  }

  private void destroy() {
    Process current = process;
    if (current != null) {
      current.destroyForcibly().onExit().join();
    }
  }

  /// A port that is free now may be taken before etcd listens on it; then another is tried.
  private Process startOnFreePorts() throws IOException {
    for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
      try (ServerSocket client = freeSocket();
          ServerSocket peer = freeSocket();
          ServerSocket health = freeSocket()) {
        clientPort = client.getLocalPort();
        peerPort = peer.getLocalPort();
        healthPort = health.getLocalPort();
      }
      process = launch();
      if (isReady()) {
        return process;
      }
    }
    throw new AssertionError("etcd does not start:\n" + log());
  }

  private static ServerSocket freeSocket() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private Process launch() {
    String peer = "http://127.0.0.1:" + peerPort;
    List<String> command =
        List.of(
            binary.toString(),
            "--name=test",
            "--data-dir=" + dataDirectory(),
            "--listen-client-urls=" + endpoint(),
            "--advertise-client-urls=" + endpoint(),
            "--listen-metrics-urls=" + healthUrl(),
            "--listen-peer-urls=" + peer,
            "--initial-advertise-peer-urls=" + peer,
            "--initial-cluster=test=" + peer);
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(command.stream(), options.stream()).toList());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("ETCD")); // etcd reads options there.
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + binary, e);
    }
  }

  /// Waits until etcd answers; false when it ended instead.
  private boolean isReady() {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(healthUrl() + "/health"))
              .timeout(Duration.ofSeconds(5))
              .build();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> !process.isAlive() || isHealthy(http, request));
      return process.isAlive();
    }
  }

  private static boolean isHealthy(HttpClient http, HttpRequest request)
      throws InterruptedException {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 && response.body().contains("\"true\"");
    } catch (IOException e) {
      return false;
    }
  }

  /// Apart from the client port, since it is plain HTTP also when that is not.
  private String healthUrl() {
    return "http://127.0.0.1:" + healthPort;
  }

  private Path logFile() {
    return directory.resolve("etcd.log");
  }

  private String log() {
    try {
      return Files.readString(logFile());
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }
}
