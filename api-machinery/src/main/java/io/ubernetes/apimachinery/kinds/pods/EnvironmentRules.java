package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The rules for a container's environment.
final class EnvironmentRules {

  private static final List<String> SOURCES =
      List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");

  private EnvironmentRules() {}

  static void check(ObjectNode container, FieldPath path, FieldErrors errors) {
    List<ObjectNode> variables = Trees.objects(container, "env");
    for (int i = 0; i < variables.size(); i++) {
      variable(variables.get(i), path.child("env").index(i), errors);
    }
    List<ObjectNode> sources = Trees.objects(container, "envFrom");
    for (int i = 0; i < sources.size(); i++) {
      all(sources.get(i), path.child("envFrom"), i, errors);
    }
  }

  private static void variable(ObjectNode variable, FieldPath path, FieldErrors errors) {
    String name = Json.text(variable, "name");
    if (name.isEmpty()) {
      errors.required(path.child("name"));
    } else {
      errors.eachInvalid(path.child("name"), name, Names.environmentVariable(name));
    }
    ObjectNode source = Trees.object(variable, "valueFrom");
    if (source != null) {
      source(source, Json.text(variable, "value"), path.child("valueFrom"), errors);
    }
  }

  private static void source(ObjectNode source, String value, FieldPath path, FieldErrors errors) {
    int count = 0;
    for (String kind : SOURCES) {
      ObjectNode reference = Trees.object(source, kind);
      if (reference != null) {
        count++;
        reference(kind, reference, path.child(kind), errors);
      }
    }
    if (count == 0) {
      errors.invalid(
          path,
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`,"
              + " `secretKeyRef` or `fileKeyRef`");
    } else if (!value.isEmpty()) {
      errors.invalid(path, "", "may not be specified when `value` is not empty");
    } else if (count > 1) {
      errors.invalid(path, "", "may not have more than one field specified at a time");
    }
  }

  private static void reference(
      String kind, ObjectNode reference, FieldPath path, FieldErrors errors) {
    switch (kind) {
      case "fieldRef" -> DownwardRules.fieldRef(reference, DownwardRules.ENVIRONMENT, path, errors);
      case "resourceFieldRef" ->
          DownwardRules.resourceRef(reference, DownwardRules.Use.ENVIRONMENT, path, errors);
      case "fileKeyRef" -> file(reference, path, errors);
      default -> key(reference, path, errors);
    }
  }

  private static void key(ObjectNode reference, FieldPath path, FieldErrors errors) {
    String name = Json.text(reference, "name");
    errors.eachInvalid(path.child("name"), name, Names.dns1123Subdomain(name));
    String key = Json.text(reference, "key");
    if (key.isEmpty()) {
      errors.required(path.child("key"));
    } else {
      errors.eachInvalid(path.child("key"), key, Names.configKey(key));
    }
  }

  private static void file(ObjectNode reference, FieldPath path, FieldErrors errors) {
    for (String field : List.of("key", "volumeName", "path")) {
      if (Json.text(reference, field).isEmpty()) {
        errors.required(path.child(field));
      }
    }
    PathRules.local(Json.text(reference, "path"), path.child("path"), errors);
  }

  private static void all(ObjectNode source, FieldPath list, int index, FieldErrors errors) {
    FieldPath path = list.index(index);
    String prefix = Json.text(source, "prefix");
    if (!prefix.isEmpty()) {
      errors.eachInvalid(path.child("prefix"), prefix, Names.environmentVariable(prefix));
    }
    int count = 0;
    for (String kind : List.of("configMapRef", "secretRef")) {
      ObjectNode reference = Trees.object(source, kind);
      if (reference != null) {
        count++;
        String name = Json.text(reference, "name");
        FieldPath field = path.child(kind).child("name");
        if (name.isEmpty()) {
          errors.required(field);
        } else {
          errors.eachInvalid(field, name, Names.dns1123Subdomain(name));
        }
      }
    }
    if (count == 0) {
      errors.invalid(list, "", "must specify one of: `configMapRef` or `secretRef`");
    } else if (count > 1) {
      errors.invalid(list, "", "may not have more than one field specified at a time");
    }
  }
}
