package io.ubernetes.cli.kubeconfig;

import io.ubernetes.model.Json;
import io.ubernetes.runtime.client.Connection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A context that says nothing but where the server is and by what certificate or token one is
/// known there, as the API server writes them. The library that understands all the rest takes a
/// tenth of a second to load.
final class PlainContext {

  private static final Set<String> CLUSTER_FIELDS = Set.of("server", "certificate-authority-data");
  private static final Set<String> CERTIFICATE_FIELDS =
      Set.of("client-certificate-data", "client-key-data");
  private static final Set<String> TOKEN_FIELDS = Set.of("token");

  private PlainContext() {}

  /// Empty when there is more to it.
  ///
  /// @throws IllegalArgumentException when what should be base64 is not
  static Optional<Connection> connection(KubeconfigContext context) {
    ObjectNode config = Json.parseObject(context.text().getBytes(StandardCharsets.UTF_8));
    JsonNode cluster = config.at("/clusters/0/cluster");
    JsonNode user = config.at("/users/0/user");
    if (!hasOnly(cluster, CLUSTER_FIELDS)) {
      return Optional.empty();
    }
    if (hasOnly(user, CERTIFICATE_FIELDS) && user.size() == CERTIFICATE_FIELDS.size()) {
      return Optional.of(
          new Connection(
              context.server(),
              context.caPem(),
              new Connection.Credential.Certificate(
                  decoded(user, "client-certificate-data"), decoded(user, "client-key-data"))));
    }
    if (hasOnly(user, TOKEN_FIELDS) && !user.isEmpty()) {
      return Optional.of(
          new Connection(
              context.server(),
              context.caPem(),
              new Connection.Credential.Token(Json.text(user, "token"))));
    }
    return Optional.empty();
  }

  private static boolean hasOnly(JsonNode node, Set<String> fields) {
    return node.propertyStream().allMatch(field -> fields.contains(field.getKey()));
  }

  private static String decoded(JsonNode user, String field) {
    return new String(
        Base64.getMimeDecoder().decode(Json.text(user, field)), StandardCharsets.UTF_8);
  }
}
