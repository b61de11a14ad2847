package io.ubernetes.bench.federation;

import io.ubernetes.bench.process.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A federation on this machine, begun empty and begun part by part: as much of it as a run needs.
/// All of it ends with [#close], or with this process; what it stored stays in its directory. Owned
/// by one thread.
public final class LocalFederation implements AutoCloseable {
  /// Room for all that is created in a run; etcd's own default is 2 GB.
  private static final long ETCD_QUOTA_BYTES = 8L << 30;

  private static final int LOCAL_PORTS = 2;
  private static final String API_SERVER = "apiserver";
  private static final String SCHEDULER_RUNS = "The scheduler runs";

  private final Programs programs;
  private final Path directory;
  private final List<Launch> running = new CopyOnWriteArrayList<>();
  private final Thread hook = new Thread(this::endAll, "end-federation");
  private URI etcd = URI.create("");

  private LocalFederation(Programs programs, Path directory) {
    this.programs = programs;
    this.directory = directory;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /// An API server on the embedded store.
  ///
  /// @param directory is made
  public static LocalFederation onEmbeddedStore(Programs programs, Path directory)
      throws IOException {
    return new LocalFederation(programs, Files.createDirectories(directory))
        .begin(LocalFederation::beginApiServer);
  }

  /// An API server on an etcd of its own.
  ///
  /// @param directory is made
  public static LocalFederation onEtcd(Programs programs, Path directory) throws IOException {
    return new LocalFederation(programs, Files.createDirectories(directory))
        .begin(federation -> {
          federation.startEtcd();
          federation.beginApiServer();
        });
  }

  /// The scheduler, the controllers, and so many simulated members, joined.
  public void startTheRest(int members, int nodes) throws IOException {
    Launch simulator =
        launch(
            "members",
            List.of(
                "simulator",
                "--data-dir",
                directory.toString(),
                "--clusters",
                Integer.toString(members),
                "--nodes",
                Integer.toString(nodes)));
    Launch scheduler = launchScheduler();
    Launch controllers =
        launch("controllers", List.of("controllers", "--kubeconfig", kubeconfig("controllers")));
    simulator.awaitPrinted("is ready", members);
    scheduler.awaitPrinted(SCHEDULER_RUNS, 1);
    controllers.awaitPrinted("The controllers run", 1);
    for (Path member : memberKubeconfigs(members)) {
      join(member);
    }
  }

  /// The scheduler alone. Returns when its process is up, which is before it has decided anything.
  public void startScheduler() throws IOException {
    launchScheduler().awaitPrinted(SCHEDULER_RUNS, 1);
  }

  private Launch launchScheduler() throws IOException {
    return launch("scheduler", List.of("scheduler", "--kubeconfig", kubeconfig("scheduler")));
  }

  private void join(Path member) throws IOException {
    String name = member.getFileName().toString().replace(".kubeconfig", "");
    List<String> command =
        List.of(
            programs.ubernetes().toString(),
            "join",
            name,
            "--member-kubeconfig",
            member.toString(),
            "--kubeconfig",
            kubeconfig("admin"));
    try (Launch join = Launch.start("join-" + name, command, directory)) {
      join.awaitSuccess();
    }
  }

  public Path adminKubeconfig() {
    return Path.of(kubeconfig("admin"));
  }

  public List<Path> memberKubeconfigs(int members) {
    List<Path> files = new ArrayList<>();
    for (int i = 1; i <= members; i++) {
      files.add(directory.resolve("members").resolve("member-" + i + ".kubeconfig"));
    }
    return files;
  }

  /// The URL of its etcd.
  public URI etcd() {
    return etcd;
  }

  /// This process, and all that was started.
  public Processes processes() {
    Processes all = Processes.loadGenerator();
    for (Launch launch : running) {
      all = all.with(launch.name(), launch.pid());
    }
    return all;
  }

  public boolean isOnEtcd() {
    return !etcd.toString().isEmpty();
  }

  /// Keys, kubeconfigs, and the embedded store in `store`.
  public Path dataDirectory() {
    return directory;
  }

  public long apiServerPid() {
    return apiServer().pid();
  }

  /// What it has stored stays.
  public void endApiServer() {
    Launch server = apiServer();
    server.close();
    running.remove(server);
  }

  /// Starts the API server on the same store as before, on another port.
  public void beginApiServer() throws IOException {
    List<String> arguments = new ArrayList<>(List.of("apiserver", "--port", "0", "--data-dir"));
    arguments.add(directory.toString());
    if (isOnEtcd()) {
      arguments.addAll(List.of("--etcd", etcd.toString()));
    }
    launch(API_SERVER, arguments).awaitPrinted("The API server is ready", 1);
  }

  private Launch apiServer() {
    return running.stream()
        .filter(launch -> launch.name().equals(API_SERVER))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no API server runs"));
  }

  private String kubeconfig(String who) {
    return directory.resolve(who + ".kubeconfig").toString();
  }

  private void startEtcd() throws IOException {
    List<Integer> ports = freePorts();
    String client = "http://127.0.0.1:" + ports.get(0);
    String peer = "http://127.0.0.1:" + ports.get(1);
    List<String> command =
        List.of(
            programs.etcd().toString(),
            "--name",
            "bench",
            "--data-dir",
            directory.resolve("etcd").toString(),
            "--listen-client-urls",
            client,
            "--advertise-client-urls",
            client,
            "--listen-peer-urls",
            peer,
            "--initial-advertise-peer-urls",
            peer,
            "--initial-cluster",
            "bench=" + peer,
            "--quota-backend-bytes",
            Long.toString(ETCD_QUOTA_BYTES));
    Launch launch = Launch.start("etcd", command, directory);
    running.add(launch);
    launch.awaitPrinted("ready to serve client requests", 1);
    etcd = URI.create(client);
  }

  private Launch launch(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(programs.ubernetes().toString()));
    command.addAll(arguments);
    Launch launch = Launch.start(name, command, directory);
    running.add(launch);
    return launch;
  }

  private LocalFederation begin(Step step) throws IOException {
    try {
      step.run(this);
      return this;
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  @FunctionalInterface
  private interface Step {
    void run(LocalFederation federation) throws IOException;
  }

  private static List<Integer> freePorts() throws IOException {
    List<Integer> ports = new ArrayList<>();
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < LOCAL_PORTS; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        ports.add(socket.getLocalPort());
      }
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
    return ports;
  }

  @Override
  public void close() {
    endAll();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      running.clear(); // this process ends, and the hook has done the same
    }
  }

  private void endAll() {
    running.reversed().forEach(Launch::close);
    running.clear();
  }
}
