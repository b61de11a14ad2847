package io.ubernetes.integration;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import io.ubernetes.runtime.client.ApiClient;
import io.ubernetes.runtime.client.ApiResource;
import io.ubernetes.runtime.client.Patch;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Changes written as short YAML.
final class Patches {

  private static final YAMLMapper YAML = new YAMLMapper();

  private Patches() {}

  static ApiObject merge(ApiClient client, ApiResource resource, NamespacedName key, String yaml) {
    return client.patch(resource, key, new Patch.Merge((ObjectNode) YAML.readTree(yaml)));
  }
}
