package io.ubernetes.simulator;

import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.Authenticator;
import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.BearerTokenAuthenticator;
import io.ubernetes.apimachinery.auth.BuiltInRoles;
import io.ubernetes.apimachinery.auth.ClientCertificateAuthenticator;
import io.ubernetes.apimachinery.auth.WebSocketTokenAuthenticator;
import io.ubernetes.apimachinery.auth.rbac.RbacAuthorizer;
import io.ubernetes.apimachinery.auth.reviews.ReviewKinds;
import io.ubernetes.apimachinery.auth.tokens.ServiceAccountTokens;
import io.ubernetes.apimachinery.auth.tokens.TokenKeys;
import io.ubernetes.apimachinery.auth.tokens.TokenRequests;
import io.ubernetes.apimachinery.auth.tokens.TokenSecrets;
import io.ubernetes.apimachinery.cache.CacheLimits;
import io.ubernetes.apimachinery.http.EdgeOptions;
import io.ubernetes.apimachinery.http.EventLoops;
import io.ubernetes.apimachinery.http.HttpEdge;
import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.pki.CertificateAuthority;
import io.ubernetes.apimachinery.pki.Credential;
import io.ubernetes.apimachinery.registry.Environment;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.server.ApiServer;
import io.ubernetes.apimachinery.server.VersionInfo;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.model.GroupResource;
import io.ubernetes.simulator.behaviour.Simulation;
import io.ubernetes.simulator.member.Housekeeping;
import io.ubernetes.simulator.member.InProcessApi;
import io.ubernetes.simulator.member.MemberHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One simulated Kubernetes cluster with an HTTPS endpoint of its own. What it holds survives a
/// restart. Thread-safe.
///
/// Its endpoint can be stopped and started again ([#stop], [#start]) while what runs in it goes on,
/// as when the control plane of a real cluster is away.
public final class SimulatedCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final VersionInfo VERSION = new VersionInfo("1", "36", "v1.36.2+simulated");
  private static final Set<String> NAMESPACES =
      Set.of("default", "kube-system", "kube-public", "kube-node-lease");

  /// A hundred clusters share one process, and nobody is away from a simulated one for long.
  private static final CacheLimits SMALL = CacheLimits.DEFAULT.withHistory(100, 2_000, 1L << 20);

  private static final List<ResourceType> TYPES =
      Stream.of(BuiltinKinds.all(), BuiltinKinds.ofMembers()).flatMap(List::stream).toList();

  private static final Logger LOG = LoggerFactory.getLogger(SimulatedCluster.class);

  private final ClusterSpec spec;
  private final Path kubeconfig;
  private final Path portFile;
  private final EventLoops loops;
  private final ApiServer server;
  private final InProcessApi api;
  private final Simulation simulation;
  private final SimulatedNodes nodes;
  private final Housekeeping housekeeping;
  private final TokenKeys keys;
  private final ServiceAccountTokens tokens;
  private final TokenSecrets tokenSecrets;
  private final RbacAuthorizer roles = new RbacAuthorizer();
  private final Authorizer authorizer = Authorizer.anyOf(List.of(BuiltInRoles.authorizer(), roles));
  private final FaultyHandler handler;
  private final CertificateAuthority authority;
  private final Credential credential;
  private int port; // guarded by this
  private @Nullable HttpEdge edge; // guarded by this

  /// What all clusters of a process share, and where this one keeps its things.
  ///
  /// @param store the cluster's part of the store; owned by the caller
  /// @param directory holds the cluster's authority and keys
  /// @param kubeconfig the file to write the administrator's kubeconfig to
  record Place(EventLoops loops, Store store, Path directory, Path kubeconfig) {}

  private SimulatedCluster(ClusterSpec spec, Duration readyDelay, Place place) throws IOException {
    InstantSource clock = InstantSource.system();
    this.spec = spec;
    this.loops = place.loops();
    this.kubeconfig = place.kubeconfig();
    this.portFile = place.directory().resolve("port");
    this.authority = CertificateAuthority.open(place.directory(), clock);
    this.credential =
        authority.serverCredential(place.directory().resolve("server.pem"), List.of(HOST));
    this.port = spec.port() != 0 ? spec.port() : rememberedPort();
    this.keys = TokenKeys.open(place.directory(), place.store(), clock);
    this.tokens = new ServiceAccountTokens(keys, clock);
    AccessControl access =
        new AccessControl(
            Authenticator.firstOf(
                List.of(
                    new ClientCertificateAuthenticator(List.of(authority.certificate()), clock),
                    new BearerTokenAuthenticator(tokens),
                    new WebSocketTokenAuthenticator(tokens))),
            authorizer,
            AccessControl.Anonymous.FORBIDDEN);
    this.server = new ApiServer(options(access, clock), place.store());
    this.api = new InProcessApi(server);
    this.handler = new FaultyHandler(new MemberHandler(server, api, access));
    this.housekeeping = new Housekeeping(api, TYPES);
    this.tokenSecrets = new TokenSecrets(tokens, server::registry, authority.certificatePem());
    this.simulation =
        new Simulation(spec.name(), api, Simulation.Surroundings.NO_CONTROLLERS, readyDelay, clock);
    this.nodes = new SimulatedNodes(spec, api, clock);
  }

  /// Starts a cluster. Returns when its endpoint answers and its nodes are there.
  ///
  /// @throws IOException in one line why it cannot run here
  static SimulatedCluster start(ClusterSpec spec, Duration readyDelay, Place place)
      throws IOException {
    SimulatedCluster cluster = new SimulatedCluster(spec, readyDelay, place);
    try {
      cluster.server.start();
      cluster.roles.follow(cluster.server::registry);
      cluster.tokens.follow(cluster.server::registry);
      cluster.tokenSecrets.start();
      cluster.housekeeping.start();
      cluster.nodes.ensure();
      cluster.simulation.start();
      cluster.start();
      return cluster;
    } catch (InterruptedException interrupted) {
      cluster.close();
      Thread.currentThread().interrupt();
      throw new IOException("the start of " + spec.name() + " was interrupted", interrupted);
    } catch (IOException | RuntimeException failure) {
      cluster.close();
      throw failure;
    }
  }

  private ApiServer.Options options(AccessControl access, InstantSource clock) {
    List<ResourceType> types = new ArrayList<>(TYPES);
    types.addAll(ReviewKinds.types(authorizer, roles, tokens, clock));
    types.add(TokenRequests.type(tokens, this::registry));
    return new ApiServer.Options(
        types,
        NAMESPACES,
        VERSION,
        HOST + ":" + port,
        access,
        Environment.real(attributes -> {}),
        SMALL);
  }

  /// Of the server, which is there when the first request comes.
  private Registry registry(GroupResource resource) {
    return server.registry(resource);
  }

  public String name() {
    return spec.name();
  }

  /// The URL of its API.
  public synchronized String url() {
    return "https://" + HOST + ":" + port;
  }

  /// The kubeconfig of its administrator.
  public Path kubeconfig() {
    return kubeconfig;
  }

  /// Its nodes, to be changed.
  public SimulatedNodes nodes() {
    return nodes;
  }

  /// Makes the endpoint misbehave, until [Fault#NONE] is set.
  public void setFault(Fault fault) {
    handler.set(fault);
  }

  /// Takes room in the cluster, as if others used it too: a ReplicaSet of that name in
  /// `kube-system`.
  ///
  /// @param each what each of its pods asks for; its number of pods is not looked at
  public void addLoad(String name, int pods, NodeShape each) {
    ExternalLoad.add(api, name, pods, each);
  }

  /// Gives the room back.
  public void removeLoad(String name) {
    ExternalLoad.remove(api, name);
  }

  /// Pods that get a node from now on become ready after that time.
  public void setReadyDelay(Duration delay) {
    simulation.setReadyDelay(delay);
  }

  /// Opens the endpoint, on the port that it had before. Does nothing when it is open.
  ///
  /// @throws IOException in one line why the port cannot be listened on
  public synchronized void start() throws IOException {
    if (edge != null) {
      return;
    }
    HttpEdge opened = HttpEdge.start(loops, EdgeOptions.at(HOST, port), credential, handler);
    edge = opened;
    port = opened.port();
    Files.writeString(portFile, Integer.toString(port));
    authority.ensureKubeconfig(
        kubeconfig, spec.name(), url(), "admin", List.of(BuiltInRoles.MASTERS));
  }

  /// Closes the endpoint: clients are cut off, and what runs in the cluster keeps running.
  public synchronized void stop() {
    handler.set(Fault.NONE); // or requests that are held would never end
    if (edge != null) {
      edge.close();
      edge = null;
    }
  }

  @Override
  public void close() {
    stop();
    housekeeping.close();
    simulation.close();
    api.close();
    tokenSecrets.close();
    roles.close();
    server.close();
    keys.close();
  }

  private int rememberedPort() throws IOException {
    if (!Files.exists(portFile)) {
      return 0;
    }
    String text = Files.readString(portFile).strip();
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException broken) {
      LOG.warn("{} does not hold a port; another one is taken", portFile, broken);
      return 0;
    }
  }
}
