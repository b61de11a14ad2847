package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.auth.Attributes;
import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.auth.Selection;
import io.ubernetes.apimachinery.cel.library.AuthorizerCheck;
import io.ubernetes.model.ApiObject;
import io.ubernetes.model.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/// Gives expressions their variables. Thread-safe.
final class Expressions {

  private final Authorizer authorizer;

  Expressions(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /// The variables for a write in one of its forms; a map of the caller's own, to be added to.
  Map<String, Object> of(Write write, Target form) {
    Map<String, Object> values = new HashMap<>();
    values.put("object", orNull(write.object(form)));
    values.put("oldObject", orNull(write.old(form)));
    ObjectNode request = write.request(form);
    request.put("uid", "");
    request.put("dryRun", write.isDryRun());
    request.set("options", write.options());
    values.put("request", request);
    values.put("namespaceObject", NullNode.getInstance());
    values.put("params", NullNode.getInstance());
    AuthorizerCheck.Authorizer rights =
        AuthorizerCheck.Authorizer.ofRequest(
            new Rights(authorizer, write.attributes().options().identity()));
    values.put("authorizer", rights);
    values.put(
        "authorizer.requestResource",
        new AuthorizerCheck.ResourceCheck(
            rights,
            write.requested().resource().group(),
            write.requested().resource().resource(),
            write.requested().subresource(),
            write.namespace(),
            write.name(),
            "",
            ""));
    return values;
  }

  static JsonNode orNull(@Nullable ObjectNode object) {
    return object == null ? NullNode.getInstance() : object;
  }

  /// A namespace as expressions may see it.
  static JsonNode namespace(ApiObject namespace) {
    ObjectNode shown = Json.object();
    ObjectNode metadata = namespace.metadata().deepCopy();
    metadata.remove("managedFields");
    shown.set("metadata", metadata);
    for (String field : List.of("spec", "status")) {
      JsonNode value = namespace.json().get(field);
      shown.set(field, value == null ? Json.object() : value);
    }
    return shown;
  }

  /// Asks the server's own authorizer.
  private record Rights(Authorizer authorizer, Identity user) implements AuthorizerCheck.Access {

    @Override
    public AuthorizerCheck.Decision resource(
        String serviceAccount, AuthorizerCheck.ResourceCheck check, String verb) {
      return decide(
          serviceAccount,
          new Attributes.OfResource(
              verb,
              check.group(),
              check.resource(),
              check.subresource(),
              check.namespace(),
              check.name(),
              Selection.parse(check.fieldSelector(), check.labelSelector())));
    }

    @Override
    public AuthorizerCheck.Decision path(String serviceAccount, String path, String verb) {
      return decide(serviceAccount, new Attributes.OfPath(verb, path));
    }

    private AuthorizerCheck.Decision decide(String serviceAccount, Attributes attributes) {
      return switch (authorizer.authorize(identity(serviceAccount), attributes)) {
        case Authorizer.Decision.Allow(String reason) ->
            new AuthorizerCheck.Decision(true, reason, "");
        case Authorizer.Decision.Deny(String reason) ->
            new AuthorizerCheck.Decision(false, reason, "");
      };
    }

    private Identity identity(String serviceAccount) {
      if (serviceAccount.isEmpty()) {
        return user;
      }
      String[] parts = serviceAccount.split(":", 4);
      return Identity.of(
          serviceAccount,
          "system:serviceaccounts",
          "system:serviceaccounts:" + parts[2],
          Identity.AUTHENTICATED);
    }
  }
}
