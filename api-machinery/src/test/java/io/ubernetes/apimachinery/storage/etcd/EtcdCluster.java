package io.ubernetes.apimachinery.storage.etcd;

import static org.awaitility.Awaitility.await;

import io.ubernetes.apimachinery.storage.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A real etcd of three members on this machine's loopback, of which some can be killed. Not
/// thread-safe.
public final class EtcdCluster implements AutoCloseable {
  private static final int MEMBERS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path directory;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Process> members = new ArrayList<>();

  private EtcdCluster(Path directory) {
    this.directory = directory;
  }

  /// Returns when they have a leader.
  public static EtcdCluster start() {
    try {
      EtcdCluster cluster = new EtcdCluster(Files.createTempDirectory("etcd-cluster-"));
      cluster.findPorts();
      for (int i = 0; i < MEMBERS; i++) {
        cluster.members.add(cluster.launch(i));
      }
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::killAll));
      await().atMost(PATIENCE).until(cluster::answers);
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void findPorts() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 2 * MEMBERS; i++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
  }

  private boolean answers() {
    try (EtcdStore store = EtcdStore.connect(endpoints())) {
      return store.currentRevision() > 0;
    } catch (StoreException notYet) {
      return false;
    }
  }

  /// What to give to [EtcdStore#connect(String)].
  public String endpoints() {
    return IntStream.range(0, MEMBERS).mapToObj(this::client).collect(Collectors.joining(","));
  }

  /// Kills all members but the first.
  public void killMajority() {
    members.subList(1, MEMBERS).forEach(EtcdCluster::kill);
  }

  /// Starts again who was killed.
  public void reviveMajority() throws IOException {
    for (int i = 1; i < MEMBERS; i++) {
      members.set(i, launch(i));
    }
  }

  private String client(int member) {
    return "http://127.0.0.1:" + ports.get(member);
  }

  private String peer(int member) {
    return "http://127.0.0.1:" + ports.get(MEMBERS + member);
  }

  private Process launch(int member) throws IOException {
    String all =
        IntStream.range(0, MEMBERS)
            .mapToObj(i -> "m" + i + "=" + peer(i))
            .collect(Collectors.joining(","));
    ProcessBuilder builder =
        new ProcessBuilder(
            EtcdProcess.findBinary().toString(),
            "--name=m" + member,
            "--data-dir=" + directory.resolve("m" + member),
            "--listen-client-urls=" + client(member),
            "--advertise-client-urls=" + client(member),
            "--listen-peer-urls=" + peer(member),
            "--initial-advertise-peer-urls=" + peer(member),
            "--initial-cluster=" + all);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD"));
    return builder
        .redirectErrorStream(true)
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(directory.resolve("m" + member + ".log").toFile()))
        .start();
  }

  private static void kill(Process process) {
    process.destroyForcibly().onExit().join();
  }

  private void killAll() {
    members.forEach(EtcdCluster::kill);
  }

  @Override
  public void close() {
    killAll();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
