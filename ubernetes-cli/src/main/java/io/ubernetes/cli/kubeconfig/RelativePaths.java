package io.ubernetes.cli.kubeconfig;

import io.ubernetes.model.Json;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the paths in a kubeconfig absolute: they are relative to the file's folder.
final class RelativePaths {

  private static final List<String> USER_FILES =
      List.of("client-certificate", "client-key", "tokenFile");

  private RelativePaths() {}

  static void resolve(ObjectNode config, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    for (JsonNode entry : config.path("clusters")) {
      resolve(entry.path("cluster"), "certificate-authority", folder);
    }
    for (JsonNode entry : config.path("users")) {
      JsonNode user = entry.path("user");
      USER_FILES.forEach(field -> resolve(user, field, folder));
      if (Json.text(user, "exec", "command").contains("/")) { // else it is looked for on the PATH
        resolve(user.path("exec"), "command", folder);
      }
    }
  }

  private static void resolve(JsonNode parent, String field, Path folder) {
    String value = Json.text(parent, field);
    if (parent instanceof ObjectNode object && !value.isEmpty()) {
      object.put(field, folder.resolve(value).normalize().toString());
    }
  }
}
