package io.ubernetes.federation.apiserver;

import static java.util.Objects.requireNonNull;

import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.cache.CacheLimits;
import io.ubernetes.apimachinery.crd.DefinitionKind;
import io.ubernetes.apimachinery.expiry.Expiry;
import io.ubernetes.apimachinery.flowcontrol.BootstrapPolicy;
import io.ubernetes.apimachinery.flowcontrol.FlowControl;
import io.ubernetes.apimachinery.http.EdgeOptions;
import io.ubernetes.apimachinery.http.EventLoops;
import io.ubernetes.apimachinery.http.HttpEdge;
import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.pki.CertificateAuthority;
import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.apimachinery.registry.Environment;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.server.ApiServer;
import io.ubernetes.apimachinery.server.VersionInfo;
import io.ubernetes.apimachinery.storage.Compactor;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import io.ubernetes.apimachinery.storage.etcd.EtcdStore;
import io.ubernetes.federation.apiserver.access.FederationAccess;
import io.ubernetes.federation.apiserver.explain.ExplainedDryRun;
import io.ubernetes.federation.apiserver.explain.SplitPreview;
import io.ubernetes.federation.apiserver.kinds.FederationKinds;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.federation.Federation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running federation API server: its store, its certificate authority, its HTTPS port. Made of
/// parts in [#start] and taken apart in reverse order by [#close].
///
/// The data directory holds `ca.crt`, `ca.key`, the server's credential, one kubeconfig for the
/// administrator and for each other part, and (without etcd) the objects themselves.
public final class FederationServer implements AutoCloseable {

  /// Kubernetes' interval: a client that was away for less resumes where it was.
  private static final Duration COMPACTION_INTERVAL = Duration.ofMinutes(5);

  /// Kubernetes' default.
  private static final Duration EVENT_TTL = Duration.ofHours(1);

  /// Requests that run or wait for their turn; the queues of all priority levels are shorter. One
  /// costs some kilobytes beside its body.
  private static final int MAX_UNDER_WAY = 8_192;

  private static final VersionInfo VERSION = new VersionInfo("1", "36", "v1.36.2+ubernetes");

  private static final GroupResource EVENTS = new GroupResource("", "events");

  private static final Logger LOG = LoggerFactory.getLogger(FederationServer.class);

  private final List<AutoCloseable> parts = new ArrayList<>();
  private final Config config;
  private final SplitPreview preview;
  private volatile int port; // known when the edge has started, before which nobody asks

  /// Where and on what a server runs.
  ///
  /// @param dataDirectory made with mode 0700 where it is missing
  /// @param host address to listen on
  /// @param port 0 for any free one
  /// @param etcd URLs of etcd's members; none means the embedded store in the data directory
  /// @param eventTtl how long an Event is kept after it was last written; zero keeps them all
  /// @param maxRequestsInFlight how many requests run at the same time, beside those that are
  ///   exempt; 0 for as many as suit this machine
  public record Config(
      Path dataDirectory,
      String host,
      int port,
      List<String> etcd,
      Duration eventTtl,
      int maxRequestsInFlight) {
    public Config {
      etcd = List.copyOf(etcd);
      if (maxRequestsInFlight < 0) {
        throw new IllegalArgumentException("fewer than no requests cannot run");
      }
      if (eventTtl.isNegative()) {
        throw new IllegalArgumentException("events cannot live for " + eventTtl);
      }
    }

    /// With Events kept as long as Kubernetes keeps them.
    public Config(Path dataDirectory, String host, int port, List<String> etcd) {
      this(dataDirectory, host, port, etcd, EVENT_TTL);
    }

    /// With as many requests at the same time as suit this machine.
    public Config(Path dataDirectory, String host, int port, List<String> etcd, Duration eventTtl) {
      this(dataDirectory, host, port, etcd, eventTtl, 0);
    }
  }

  private FederationServer(Config config, SplitPreview preview) {
    this.config = config;
    this.preview = preview;
  }

  /// Returns when the server is ready and its kubeconfigs are written.
  ///
  /// @throws IOException in one line why it cannot run here: directory, port, etcd
  /// @throws io.ubernetes.apimachinery.storage.StoreException when the store cannot be opened
  public static FederationServer start(Config config) throws IOException {
    return start(config, SplitPreview.NONE);
  }

  /// As [#start(Config)].
  ///
  /// @param preview tells those who ask where their objects would be placed; stays the caller's
  public static FederationServer start(Config config, SplitPreview preview) throws IOException {
    FederationServer server = new FederationServer(config, preview);
    try {
      server.assemble();
      return server;
    } catch (IOException | RuntimeException failure) {
      server.close();
      throw failure;
    }
  }

  private void assemble() throws IOException {
    Path data = config.dataDirectory();
    InstantSource clock = InstantSource.system();
    CertificateAuthority authority = CertificateAuthority.open(data, clock);
    Store store = own(openStore());
    FederationAccess access = new FederationAccess(authority, data, store, clock);
    int seats = config.maxRequestsInFlight();
    FlowControl flow = FlowControl.of(seats == 0 ? FlowControl.usualSeats() : seats);
    AtomicReference<ApiServer> served = new AtomicReference<>();
    ApiServer api =
        own(
            new ApiServer(
                options(access, flow, resource -> requireNonNull(served.get()).registry(resource)),
                store));
    served.set(api);
    own(access);
    own(flow);
    api.start();
    access.start(api::registry);
    flow.follow(
        api::registry,
        BootstrapPolicy.kubernetes()
            .and(BootstrapPolicy.read(FederationServer.class, "flowcontrol.json")));
    own(Compactor.start(store, COMPACTION_INTERVAL));
    if (!config.eventTtl().isZero()) {
      own(Expiry.start(api.registry(EVENTS), config.eventTtl(), clock));
    }
    EventLoops loops = own(EventLoops.start());
    HttpEdge edge =
        own(
            HttpEdge.start(
                loops,
                EdgeOptions.at(config.host(), config.port()).withMaxInFlight(MAX_UNDER_WAY),
                authority.serverCredential(data.resolve("server.pem"), List.of(config.host())),
                access.withIssuerDocuments(api, this::url)));
    port = edge.port();
    api.showConnections(edge::connections);
    writeKubeconfigs(authority);
  }

  private void writeKubeconfigs(CertificateAuthority authority) throws IOException {
    Path data = config.dataDirectory();
    authority.ensureKubeconfig(
        data.resolve("admin.kubeconfig"), url(), "admin", List.of(Identity.MASTERS));
    authority.ensureKubeconfig(
        data.resolve("scheduler.kubeconfig"), url(), FederationAccess.SCHEDULER, List.of());
    authority.ensureKubeconfig(
        data.resolve("controllers.kubeconfig"), url(), FederationAccess.CONTROLLERS, List.of());
  }

  private Store openStore() {
    return config.etcd().isEmpty()
        ? EmbeddedStore.open(config.dataDirectory().resolve("store"))
        : EtcdStore.connect(String.join(",", config.etcd()));
  }

  private ApiServer.Options options(
      FederationAccess access, FlowControl flow, Function<GroupResource, Registry> registries) {
    return new ApiServer.Options(
        types(access, registries),
        Set.of("default", "kube-system", "kube-public", Federation.SYSTEM_NAMESPACE),
        VERSION,
        address(),
        access.control(),
        Environment.real(
            Admission.chain(List.of(access.admission(), new ExplainedDryRun(preview)))),
        CacheLimits.DEFAULT,
        flow);
  }

  private String address() {
    return config.host() + ":" + config.port();
  }

  private static List<ResourceType> types(
      FederationAccess access, Function<GroupResource, Registry> registries) {
    return Stream.of(
            BuiltinKinds.all(),
            BuiltinKinds.flowControl(),
            access.types(registries),
            List.of(DefinitionKind.type(Set.of(Federation.GROUP))),
            FederationKinds.all())
        .flatMap(List::stream)
        .toList();
  }

  private <T extends AutoCloseable> T own(T part) {
    parts.add(part);
    return part;
  }

  /// The URL by which clients on this machine reach the server.
  public String url() {
    return "https://"
        + (config.host().equals("0.0.0.0") ? "127.0.0.1" : config.host())
        + ":"
        + port;
  }

  @Override
  public void close() {
    for (AutoCloseable part : parts.reversed()) {
      try {
        part.close();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      } catch (Exception failure) {
        LOG.warn("{} did not close in order", part.getClass().getSimpleName(), failure);
      }
    }
    parts.clear();
  }
}
