package io.ubernetes.controllers;

import io.ubernetes.apimachinery.auth.AccessControl;
import io.ubernetes.apimachinery.auth.BuiltInRoles;
import io.ubernetes.apimachinery.auth.ClientCertificateAuthenticator;
import io.ubernetes.apimachinery.cache.CacheLimits;
import io.ubernetes.apimachinery.http.EdgeOptions;
import io.ubernetes.apimachinery.http.EventLoops;
import io.ubernetes.apimachinery.http.HttpEdge;
import io.ubernetes.apimachinery.kinds.BuiltinKinds;
import io.ubernetes.apimachinery.pki.CertificateAuthority;
import io.ubernetes.apimachinery.pki.Credential;
import io.ubernetes.apimachinery.registry.Environment;
import io.ubernetes.apimachinery.server.ApiServer;
import io.ubernetes.apimachinery.server.VersionInfo;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ClientFactory;
import io.ubernetes.runtime.client.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A member cluster that is nothing but an API server: the tests play its nodes, pods and
/// controllers. Its endpoint can be closed and opened again on the same port.
public final class TestMember implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  private final String name;
  private final EventLoops loops;
  private final CertificateAuthority authority;
  private final Credential credential;
  private final Store store;
  private final ApiServer server;
  private final ApiClient admin;
  private @Nullable HttpEdge edge;
  private int port;

  TestMember(String name, Path directory, EventLoops loops, ClientFactory clients)
      throws IOException {
    this.name = name;
    this.loops = loops;
    InstantSource clock = InstantSource.system();
    this.authority = CertificateAuthority.ephemeral(clock);
    this.credential = authority.issueServer(List.of(HOST));
    this.store = EmbeddedStore.open(directory);
    AccessControl access =
        new AccessControl(
            new ClientCertificateAuthenticator(List.of(authority.certificate()), clock),
            BuiltInRoles.authorizer(),
            AccessControl.Anonymous.UNAUTHORIZED);
    this.server =
        new ApiServer(
            new ApiServer.Options(
                Stream.concat(BuiltinKinds.all().stream(), BuiltinKinds.ofMembers().stream())
                    .toList(),
                Set.of("default", "kube-system", "kube-public"),
                new VersionInfo("1", "36", "v1.36.2+test"),
                HOST,
                access,
                Environment.real(attributes -> {}),
                CacheLimits.DEFAULT),
            store);
    server.start();
    open();
    this.admin = clients.connect(connection());
  }

  public String name() {
    return name;
  }

  /// A client of the member's administrator. It cannot reach a member that is stopped either.
  public ApiClient client() {
    return admin;
  }

  String url() {
    return "https://" + HOST + ":" + port;
  }

  String authorityPem() {
    return authority.certificatePem();
  }

  Credential administrator() {
    return authority.issueClient("admin", List.of(BuiltInRoles.MASTERS));
  }

  private Connection connection() {
    Credential admin = administrator();
    return new Connection(
        url(),
        authorityPem(),
        new Connection.Credential.Certificate(admin.certificatePem(), admin.keyPem()));
  }

  /// Opens the endpoint, after the first time on the port that it had before.
  public void open() throws IOException {
    edge = HttpEdge.start(loops, EdgeOptions.at(HOST, port), credential, server);
    port = edge.port();
  }

  /// Cuts off all clients; what is stored stays.
  public void stop() {
    HttpEdge open = edge;
    if (open != null) {
      open.close();
      edge = null;
    }
  }

  public Optional<ApiObject> replicaSet(String namespace, String name) {
    return admin.get(Resources.REPLICA_SETS, new NamespacedName(namespace, name));
  }

  /// Plays the ReplicaSet controller: all replicas exist, and so many of them are ready.
  public void report(String namespace, String name, int ready) {
    ApiObject part = replicaSet(namespace, name).orElseThrow();
    int replicas = (int) Json.number(part.json(), 1, "spec", "replicas");
    ObjectNode status = part.json().putObject("status");
    status
        .put("replicas", replicas)
        .put("fullyLabeledReplicas", replicas)
        .put("readyReplicas", Math.min(ready, replicas))
        .put("availableReplicas", Math.min(ready, replicas))
        .put("observedGeneration", part.generation());
    admin.updateStatus(Resources.REPLICA_SETS, part);
  }

  @Override
  public void close() {
    admin.close();
    stop();
    server.close();
    store.close();
  }
}
