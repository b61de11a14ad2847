package io.ubernetes.apimachinery.openapi;

import io.ubernetes.model.GroupVersionKind;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// What one method does at one path.
///
/// @param method in small letters, as OpenAPI has it
/// @param id unique in all documents, as Kubernetes makes it: `readAppsV1NamespacedReplicaSet`
/// @param action `get`, `list`, `post`, `put`, `patch`, `delete` or `deletecollection`
/// @param kind of the object that is acted on
/// @param body what is sent
/// @param codes of success
/// @param result refers to the schema of the answer
record Operation(
    String method,
    String id,
    String action,
    GroupVersionKind kind,
    List<Parameter> parameters,
    Body body,
    List<String> codes,
    Function<Definitions, ObjectNode> result) {

  static final List<String> PATCH_TYPES =
      List.of(
          "application/apply-patch+yaml",
          "application/json-patch+json",
          "application/merge-patch+json",
          "application/strategic-merge-patch+json");

  static final List<String> CUSTOM_PATCH_TYPES = PATCH_TYPES.subList(0, 3);

  static final List<String> MEDIA_TYPES = List.of("application/json", "application/yaml");

  /// What is sent with the request.
  enum Body {
    NONE,
    /// An object of the kind of the answer.
    OBJECT,
    PATCH,
    /// The same for a custom resource, of which nobody knows how its lists merge.
    PATCH_OF_CUSTOM_RESOURCE,
    /// `DeleteOptions`; may be left out.
    DELETE_OPTIONS
  }

  List<String> resultTypes() {
    return action.equals("list")
        ? List.of("application/json", "application/json;stream=watch", "application/yaml")
        : MEDIA_TYPES;
  }
}
