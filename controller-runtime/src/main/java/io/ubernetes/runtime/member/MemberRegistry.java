package io.ubernetes.runtime.member;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.ClusterSpec;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.Controller;
import io.ubernetes.runtime.Result;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.Connection;
import io.ubernetes.runtime.informer.ChangeHandler;
import io.ubernetes.runtime.informer.Informer;
import io.ubernetes.runtime.informer.InformerOptions;
import io.ubernetes.runtime.informer.Informers;
import io.ubernetes.runtime.queue.WorkQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the members from the federation's `Cluster` objects and the Secrets that they refer to,
/// and follows their changes. It writes nothing; that a member cannot be made is found under
/// [#problem]. Thread-safe.
public final class MemberRegistry implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MemberRegistry.class);

  private static final String SECRET_INDEX = "secret";

  /// A Secret that was not read yet must not look like one that is not there.
  private static final Duration UNTIL_SECRETS_ARE_READ = Duration.ofMillis(50);

  private final Informers federation;
  private final MemberClients members;
  private final Informer clusters;
  private final Controller<String> controller;
  private final ChangeHandler clusterHandler;
  private final Map<String, Informer> secrets = new ConcurrentHashMap<>(); // by namespace
  private final Map<String, String> problems = new ConcurrentHashMap<>();

  /// @param federation the informers of the federation, which stay the caller's
  /// @param members what is filled; closed with this registry
  public MemberRegistry(Informers federation, MemberClients members) {
    this.federation = federation;
    this.members = members;
    WorkQueue<String> queue = new WorkQueue<>("member-registry");
    this.controller = new Controller<>("member-registry", queue, this::reconcile, 1);
    this.clusterHandler = ChangeHandler.enqueue(queue, ApiObject::name);
    this.clusters =
        federation.informer(
            "member-registry/clusters",
            ApiResources.CLUSTERS,
            InformerOptions.ALL.withIndex(SECRET_INDEX, MemberRegistry::secretOf));
  }

  public MemberRegistry start() {
    clusters.addHandler(clusterHandler);
    controller.start();
    return this;
  }

  /// Waits until every Cluster that is there now has become a member, or has a problem.
  public boolean awaitSynced(Duration timeout) throws InterruptedException {
    Instant deadline = Instant.now().plus(timeout);
    if (!clusters.awaitSynced(timeout)) {
      return false;
    }
    for (ApiObject cluster : clusters.lister().list()) {
      Optional<NamespacedName> secret = secretRef(cluster);
      if (secret.isPresent()
          && !secretsOf(secret.get().namespace())
              .awaitSynced(Duration.between(Instant.now(), deadline))) {
        return false;
      }
      var _ = reconcile(cluster.name()); // the same as the controller does, only now
    }
    return true;
  }

  public Optional<Member> member(String cluster) {
    return members.member(cluster);
  }

  public List<Member> members() {
    return members.members();
  }

  /// Adds a listener, which is first told of the members that are there already.
  public void addListener(MemberListener listener) {
    members.addListener(listener);
  }

  /// Why a Cluster is no member: a sentence for people. Empty when it is one, or is not known.
  public Optional<String> problem(String cluster) {
    return Optional.ofNullable(problems.get(cluster));
  }

  /// The informer of Clusters, for those who need one as well.
  public Informer clusters() {
    return clusters;
  }

  @Override
  public void close() {
    clusters.removeHandler(clusterHandler);
    controller.close();
    members.close();
  }

  private Result reconcile(String name) {
    Optional<ApiObject> cluster = clusters.lister().get(NamespacedName.clusterScoped(name));
    if (cluster.isEmpty()) {
      problems.remove(name);
      members.remove(name);
      return Result.DONE;
    }
    Optional<NamespacedName> secret = secretRef(cluster.get());
    if (secret.isPresent() && !secretsOf(secret.get().namespace()).hasSynced()) {
      return Result.requeueAfter(UNTIL_SECRETS_ARE_READ);
    }
    try {
      members.put(name, connection(cluster.get()));
      problems.remove(name);
    } catch (IllegalArgumentException e) {
      members.remove(name);
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(problems.put(name, problem))) {
        log.info("the cluster {} cannot be used: {}", name, problem);
      }
    }
    return Result.DONE;
  }

  private Connection connection(ApiObject cluster) {
    ClusterSpec spec = Federation.spec(cluster, ClusterSpec.class);
    if (spec.server() == null || spec.server().isEmpty()) {
      throw new IllegalArgumentException("spec.server is not set");
    }
    NamespacedName reference =
        secretRef(cluster)
            .orElseThrow(() -> new IllegalArgumentException("spec.credentialRef is not set"));
    ApiObject secret =
        secretsOf(reference.namespace())
            .lister()
            .get(reference)
            .orElseThrow(() -> new IllegalArgumentException("there is no Secret " + reference));
    return new Connection(spec.server(), data(secret, "ca.crt"), credential(secret));
  }

  private static Connection.Credential credential(ApiObject secret) {
    String token = data(secret, "token");
    if (!token.isEmpty()) {
      return new Connection.Credential.Token(token.strip());
    }
    String certificate = data(secret, "tls.crt");
    String key = data(secret, "tls.key");
    if (certificate.isEmpty() || key.isEmpty()) {
      throw new IllegalArgumentException(
          "the Secret " + secret.key() + " has neither token nor tls.crt and tls.key");
    }
    return new Connection.Credential.Certificate(certificate, key);
  }

  /// Made at the first need, since nearly always all credentials are in one namespace.
  private Informer secretsOf(String namespace) {
    return secrets.computeIfAbsent(
        namespace,
        n ->
            federation
                .informer(
                    "member-registry/secrets/" + n,
                    ApiResources.SECRETS,
                    InformerOptions.ALL.withNamespace(n))
                .addHandler(ChangeHandler.calling(this::enqueueUsersOf)));
  }

  private void enqueueUsersOf(ApiObject secret) {
    clusters
        .lister()
        .byIndex(SECRET_INDEX, secret.key().toString())
        .forEach(cluster -> controller.queue().add(cluster.name()));
  }

  private static Set<String> secretOf(ApiObject cluster) {
    return secretRef(cluster).map(ref -> Set.of(ref.toString())).orElse(Set.of());
  }

  private static Optional<NamespacedName> secretRef(ApiObject cluster) {
    String name = Json.text(cluster.spec(), "credentialRef", "name");
    String namespace = Json.text(cluster.spec(), "credentialRef", "namespace");
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new NamespacedName(
                namespace.isEmpty() ? Federation.SYSTEM_NAMESPACE : namespace, name));
  }

  private static String data(ApiObject secret, String key) {
    String encoded = Json.text(secret.json(), "data", key);
    try {
      return new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the Secret " + secret.key() + " has no base64 under " + key, e);
    }
  }
}
