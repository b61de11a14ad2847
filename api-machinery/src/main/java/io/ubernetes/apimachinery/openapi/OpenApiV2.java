package io.ubernetes.apimachinery.openapi;

import io.ubernetes.apimachinery.discovery.GroupVersions;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.model.GroupVersion;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the one OpenAPI v2 document of all kinds.
final class OpenApiV2 {

  private final Definitions definitions;

  private OpenApiV2(GroupVersions groupVersions) {
    this.definitions = new Definitions(Dialect.V2, groupVersions.all());
  }

  static ObjectNode document(GroupVersions groupVersions) {
    OpenApiV2 writer = new OpenApiV2(groupVersions);
    ObjectNode document = Json.object().put("swagger", "2.0");
    document.set("info", OpenApiDocuments.info());
    ObjectNode paths = document.putObject("paths");
    for (GroupVersion groupVersion : groupVersions.all()) {
      for (ResourceType type : groupVersions.types(groupVersion)) {
        type.version(groupVersion.version())
            .ifPresent(version ->
                Paths.of(type, version).forEach(item -> paths.set(item.path(), writer.item(item))));
      }
    }
    document.set("definitions", writer.definitions.write());
    return document;
  }

  private ObjectNode item(PathItem item) {
    ObjectNode tree = Json.object();
    for (Operation operation : item.operations()) {
      tree.set(operation.method(), operation(operation, item));
    }
    ArrayNode parameters = tree.putArray("parameters");
    item.parameters().forEach(each -> put(parameters.addObject(), each));
    return tree;
  }

  private ObjectNode operation(Operation operation, PathItem item) {
    ObjectNode tree = Json.object();
    tree.putArray("tags").add(OpenApiDocuments.tag(item.path()));
    tree.put("operationId", operation.id());
    operation.resultTypes().forEach(tree.putArray("produces")::add);
    consumes(operation).forEach(tree.putArray("consumes")::add);
    ArrayNode parameters = tree.putArray("parameters");
    putBody(parameters, operation);
    operation.parameters().forEach(each -> put(parameters.addObject(), each));
    ObjectNode responses = tree.putObject("responses");
    for (String code : operation.codes()) {
      ObjectNode response = responses.putObject(code);
      response.put("description", OpenApiDocuments.meaning(code));
      response.set("schema", operation.result().apply(definitions));
    }
    responses.putObject("401").put("description", "Unauthorized");
    tree.putArray("schemes").add("https");
    OpenApiDocuments.putAction(tree, operation);
    return tree;
  }

  private static List<String> consumes(Operation operation) {
    return switch (operation.body()) {
      case PATCH -> Operation.PATCH_TYPES;
      case PATCH_OF_CUSTOM_RESOURCE -> Operation.CUSTOM_PATCH_TYPES;
      case NONE, OBJECT, DELETE_OPTIONS -> List.of("*/*");
    };
  }

  private void putBody(ArrayNode parameters, Operation operation) {
    switch (operation.body()) {
      case NONE -> {}
      case OBJECT -> body(parameters, operation.result().apply(definitions), true);
      case PATCH, PATCH_OF_CUSTOM_RESOURCE -> body(parameters, definitions.meta("Patch"), true);
      case DELETE_OPTIONS -> body(parameters, definitions.meta("DeleteOptions"), false);
    }
  }

  private static void body(ArrayNode parameters, ObjectNode schema, boolean required) {
    ObjectNode body = parameters.addObject().put("name", "body").put("in", "body");
    if (required) {
      body.put("required", true);
    }
    body.set("schema", schema);
  }

  private static void put(ObjectNode into, Parameter parameter) {
    into.put("name", parameter.name()).put("in", parameter.in());
    if (parameter.in().equals("path")) {
      into.put("required", true);
    }
    into.put("type", parameter.type()).put("uniqueItems", true);
  }
}
