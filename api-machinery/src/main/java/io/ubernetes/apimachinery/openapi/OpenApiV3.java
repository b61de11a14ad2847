package io.ubernetes.apimachinery.openapi;

import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the OpenAPI v3 document of one version of one group.
final class OpenApiV3 {

  private final Definitions definitions;

  private OpenApiV3(GroupVersion groupVersion) {
    this.definitions = new Definitions(Dialect.V3, List.of(groupVersion));
  }

  static ObjectNode document(GroupVersion groupVersion, List<ResourceType> types) {
    OpenApiV3 writer = new OpenApiV3(groupVersion);
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.set("info", OpenApiDocuments.info());
    ObjectNode paths = document.putObject("paths");
    for (ResourceType type : types) {
      type.version(groupVersion.version())
          .ifPresent(version ->
              Paths.of(type, version).forEach(item -> paths.set(item.path(), writer.item(item))));
    }
    document.putObject("components").set("schemas", writer.definitions.write());
    return document;
  }

  private ObjectNode item(PathItem item) {
    ObjectNode tree = Json.object();
    for (Operation operation : item.operations()) {
      tree.set(operation.method(), operation(operation, item));
    }
    putParameters(tree, item.parameters());
    return tree;
  }

  private ObjectNode operation(Operation operation, PathItem item) {
    ObjectNode tree = Json.object();
    tree.putArray("tags").add(OpenApiDocuments.tag(item.path()));
    tree.put("operationId", operation.id());
    if (!operation.parameters().isEmpty()) {
      putParameters(tree, operation.parameters());
    }
    putBody(tree, operation);
    ObjectNode responses = tree.putObject("responses");
    for (String code : operation.codes()) {
      ObjectNode response = responses.putObject(code);
      response.put("description", OpenApiDocuments.meaning(code));
      ObjectNode content = response.putObject("content");
      for (String mediaType : operation.resultTypes()) {
        content.putObject(mediaType).set("schema", operation.result().apply(definitions));
      }
    }
    responses.putObject("401").put("description", "Unauthorized");
    OpenApiDocuments.putAction(tree, operation);
    return tree;
  }

  private void putBody(ObjectNode tree, Operation operation) {
    switch (operation.body()) {
      case NONE -> {}
      case OBJECT ->
          content(tree, List.of("*/*"), operation.result().apply(definitions))
              .put("required", true);
      case PATCH ->
          content(tree, Operation.PATCH_TYPES, definitions.meta("Patch")).put("required", true);
      case PATCH_OF_CUSTOM_RESOURCE ->
          content(tree, Operation.CUSTOM_PATCH_TYPES, definitions.meta("Patch"))
              .put("required", true);
      case DELETE_OPTIONS -> content(tree, List.of("*/*"), definitions.meta("DeleteOptions"));
    }
  }

  private static ObjectNode content(ObjectNode tree, List<String> mediaTypes, ObjectNode schema) {
    ObjectNode body = tree.putObject("requestBody");
    ObjectNode content = body.putObject("content");
    mediaTypes.forEach(each -> content.putObject(each).set("schema", schema));
    return body;
  }

  private static void putParameters(ObjectNode tree, List<Parameter> parameters) {
    ArrayNode list = tree.putArray("parameters");
    for (Parameter parameter : parameters) {
      ObjectNode each = list.addObject();
      each.put("name", parameter.name()).put("in", parameter.in());
      if (parameter.in().equals("path")) {
        each.put("required", true);
      }
      each.putObject("schema").put("type", parameter.type()).put("uniqueItems", true);
    }
  }
}
