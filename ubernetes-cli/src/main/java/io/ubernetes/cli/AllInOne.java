package io.ubernetes.cli;

import io.ubernetes.cli.kubeconfig.KubeconfigContext;
import io.ubernetes.cli.kubeconfig.Kubeconfigs;
import io.ubernetes.cli.placement.SchedulersPreview;
import io.ubernetes.federation.apiserver.FederationServer;
import io.ubernetes.runtime.Parts;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A whole federation in one process. Its parts talk to the API server over HTTPS and as the users
/// that they are, as they would from processes of their own.
final class AllInOne implements AutoCloseable {

  private final Parts parts;
  private final Path dataDirectory;
  private final ClientFactory clients;
  private final FederationServer server;
  private final ApiClient admin;

  /// Returns when the API server is ready. Nothing is scheduled before [#work].
  ///
  /// @throws IOException in one line why it cannot run here
  static AllInOne start(FederationServer.Config config) throws IOException {
    Parts parts = new Parts();
    try {
      parts.add(DataDirectoryLock.take(config.dataDirectory()));
      return new AllInOne(config, parts);
    } catch (IOException | RuntimeException failure) {
      parts.close();
      throw failure;
    }
  }

  /// Loading the client side takes about as long as loading the server side; both at once.
  private AllInOne(FederationServer.Config config, Parts parts) throws IOException {
    this.parts = parts;
    this.dataDirectory = config.dataDirectory();
    Future<ClientFactory> factory;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      factory = threads.submit(() -> parts.add(new ClientFactory()));
      SchedulersPreview preview = parts.add(new SchedulersPreview(kubeconfig("scheduler")));
      this.server = parts.add(FederationServer.start(config, preview));
    }
    this.clients = factory.resultNow();
    this.admin = parts.add(connect("admin"));
    var _ = admin.getRaw("/readyz");
  }

  /// Starts simulated clusters beside the server. Before [#work], so that they are there for the
  /// controllers from first to last.
  ///
  /// @throws IOException in one line why they cannot run here
  SimulatedMembers simulate(Simulator.Config config) throws IOException {
    return parts.add(SimulatedMembers.start(config));
  }

  /// Lets the scheduler and the controllers work; returns at once.
  void work() {
    String identity = Identities.ofDataDirectory(dataDirectory);
    parts.add(SchedulerCommand.start(parts.add(connect("scheduler")), identity));
    parts.add(ControllersCommand.start(parts.add(connect("controllers")), clients, identity));
  }

  String url() {
    return server.url();
  }

  ClientFactory clients() {
    return clients;
  }

  /// A client that may do everything.
  ApiClient admin() {
    return admin;
  }

  Path adminKubeconfig() {
    return kubeconfig("admin");
  }

  private ApiClient connect(String user) {
    KubeconfigContext context = Kubeconfigs.read(kubeconfig(user), "");
    return context.connect(clients);
  }

  private Path kubeconfig(String user) {
    return dataDirectory.resolve(user + ".kubeconfig");
  }

  @Override
  public void close() {
    parts.close();
  }
}
