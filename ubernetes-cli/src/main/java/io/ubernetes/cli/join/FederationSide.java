package io.ubernetes.cli.join;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.model.federation.ClusterSpec.Taint;
import io.ubernetes.model.federation.Federation;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiClientException;
import io.ubernetes.runtime.client.ApiResources;
import io.ubernetes.runtime.client.Connection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What joining and letting go means in the federation: a `Cluster`, and a Secret with the
/// credential for the member.
final class FederationSide {

  /// On a Cluster: the uid of the member's `kube-system` namespace, by which a member is known
  /// whatever its address.
  static final String MEMBER_UID_ANNOTATION = Federation.GROUP + "/member-uid";

  private static final String WHERE = "the federation";
  private static final NamespacedName KUBE_SYSTEM = NamespacedName.clusterScoped("kube-system");

  private final ApiClient client;

  FederationSide(ApiClient client) {
    this.client = client;
  }

  ApiClient client() {
    return client;
  }

  static NamespacedName credentialOf(String cluster) {
    return new NamespacedName(Federation.SYSTEM_NAMESPACE, "member-" + cluster);
  }

  /// @throws JoinException when what was named as the federation is something else
  void checkIsFederation() throws InterruptedException {
    try {
      var _ = client.getRaw("/apis/" + Federation.V1BETA1);
    } catch (ApiClientException e) {
      if (e.isNotFound()) {
        throw new JoinException(
            "what the kubeconfig names is no Ubernetes federation (it does not serve "
                + Federation.V1BETA1
                + "); --kubeconfig or KUBECONFIG must name the federation's",
            e);
      }
      Calls.at(
          WHERE,
          () -> {
            throw e;
          });
    }
  }

  /// By which members know this federation.
  String uid() throws InterruptedException {
    return Calls.at(WHERE, () -> identify(client));
  }

  /// The uid by which a server is known.
  static String identify(ApiClient server) {
    return server
        .get(ApiResources.NAMESPACES, KUBE_SYSTEM)
        .map(ApiObject::uid)
        .orElseThrow(() ->
            new JoinException("it has no namespace kube-system, by whose uid it could be known"));
  }

  /// @throws JoinException when the member is the federation itself, has joined under another name,
  ///   or the name is another member's
  void checkMayJoin(String name, String uid, String memberUid) throws InterruptedException {
    if (memberUid.equals(uid)) {
      throw new JoinException("the member's kubeconfig names the federation itself");
    }
    for (ApiObject cluster : Calls.at(WHERE, () -> client.list(ApiResources.CLUSTERS)).items()) {
      String known = cluster.annotations().getOrDefault(MEMBER_UID_ANNOTATION, "");
      if (known.equals(memberUid) && !cluster.name().equals(name)) {
        throw new JoinException("the member has joined already, as " + cluster.name());
      }
      if (cluster.name().equals(name) && !known.isEmpty() && !known.equals(memberUid)) {
        throw new JoinException(
            "there is another member "
                + name
                + " already: "
                + server(cluster)
                + "; take another name, or unjoin that one first");
      }
    }
  }

  Optional<ApiObject> cluster(String name) throws InterruptedException {
    return Calls.at(
        WHERE, () -> client.get(ApiResources.CLUSTERS, NamespacedName.clusterScoped(name)));
  }

  Optional<ApiObject> credential(String name) throws InterruptedException {
    return Calls.at(WHERE, () -> client.get(ApiResources.SECRETS, credentialOf(name)));
  }

  static String server(ApiObject cluster) {
    return Json.text(cluster.spec(), "server");
  }

  /// Stores the credential, then the Cluster that refers to it.
  void register(JoinRequest request, Connection connection, String memberUid, Undo undo)
      throws InterruptedException {
    ApiObject secret = secret(request.name(), connection);
    ApiObject cluster = cluster(request, connection, memberUid);
    Calls.at(
        WHERE,
        () -> {
          var _ = Ensured.ensure(client, ApiResources.SECRETS, secret, undo);
          return Ensured.ensure(client, ApiResources.CLUSTERS, cluster, undo);
        });
  }

  private static ApiObject secret(String cluster, Connection connection) {
    NamespacedName key = credentialOf(cluster);
    ApiObject secret = ApiObject.of(ApiResources.SECRETS.kind(), key.namespace(), key.name());
    secret.json().put("type", "Opaque");
    ObjectNode data = secret.json().putObject("data");
    data.put("ca.crt", base64(connection.caPem()));
    if (connection.credential() instanceof Connection.Credential.Token(String token)) {
      data.put("token", base64(token));
    }
    return secret;
  }

  private static ApiObject cluster(JoinRequest request, Connection connection, String memberUid) {
    MemberTraits traits = request.traits();
    ApiObject cluster = ApiObject.of(Federation.CLUSTER, "", request.name());
    cluster.metadata().putObject("annotations").put(MEMBER_UID_ANNOTATION, memberUid);
    if (!traits.labels().isEmpty()) {
      traits.labels().forEach(cluster.metadata().putObject("labels")::put);
    }
    ObjectNode spec = cluster.json().putObject("spec");
    spec.put("server", connection.server());
    NamespacedName secret = credentialOf(request.name());
    spec.putObject("credentialRef").put("namespace", secret.namespace()).put("name", secret.name());
    put(spec, "provider", traits.provider());
    put(spec, "region", traits.region());
    put(spec, "zone", traits.zone());
    if (!traits.taints().isEmpty()) {
      ArrayNode taints = spec.putArray("taints");
      for (Taint taint : traits.taints()) {
        ObjectNode node = taints.addObject();
        node.put("key", taint.key());
        put(node, "value", taint.value() == null ? "" : taint.value());
        node.put("effect", taint.effect());
      }
    }
    return cluster;
  }

  private static void put(ObjectNode into, String field, String value) {
    if (!value.isEmpty()) {
      into.put(field, value);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
