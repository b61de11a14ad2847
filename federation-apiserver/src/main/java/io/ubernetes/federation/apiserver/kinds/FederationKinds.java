package io.ubernetes.federation.apiserver.kinds;

import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.schema.Schema;
import io.ubernetes.apimachinery.schema.StructuralSchema;
import io.ubernetes.model.GroupVersionKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The list of the kinds in the group `federation.ubernetes.io`.
public final class FederationKinds {

  /// The category under which clients find them all: `kubectl get federation`.
  static final String CATEGORY = "federation";

  private FederationKinds() {}

  public static List<ResourceType> all() {
    return List.of(
        ClusterKind.type(),
        PropagationPolicyKind.type(),
        PropagationPolicyKind.clusterType(),
        PlacementKind.type());
  }

  /// Reads the schema of a kind from the file that has the kind's name.
  static Schema schema(GroupVersionKind kind) {
    return schema(kind, kind);
  }

  /// Reads the schema of a kind from the file of another one that has the same fields.
  static Schema schema(GroupVersionKind kind, GroupVersionKind like) {
    String file = like.kind().toLowerCase(Locale.ROOT) + ".yaml";
    try (InputStream stream = FederationKinds.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + file + " is missing in the class path");
      }
      JsonNode document = new YAMLMapper().readTree(stream);
      return StructuralSchema.ofKind(kind, document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
