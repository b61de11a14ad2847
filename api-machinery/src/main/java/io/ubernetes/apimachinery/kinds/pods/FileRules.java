package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The rules for files that come from the API.
final class FileRules {

  private static final int MAX_MODE = 0777;

  private FileRules() {}

  static void mode(ObjectNode files, String field, FieldPath path, FieldErrors errors) {
    long mode = Json.number(files, 0, field);
    if (mode < 0 || mode > MAX_MODE) {
      errors.invalid(
          path.child(field), mode, "must be a number between 0 and 0777 (octal), both inclusive");
    }
  }

  /// Which keys become which files.
  static void keys(ObjectNode source, FieldPath path, FieldErrors errors) {
    List<ObjectNode> items = Trees.objects(source, "items");
    for (int i = 0; i < items.size(); i++) {
      FieldPath item = path.child("items").index(i);
      for (String field : List.of("key", "path")) {
        if (Json.text(items.get(i), field).isEmpty()) {
          errors.required(item.child(field));
        }
      }
      PathRules.notReserved(Json.text(items.get(i), "path"), item.child("path"), errors);
      mode(items.get(i), "mode", item, errors);
    }
  }

  /// Which facts about the pod become which files. Kubernetes does not say which item is wrong.
  static void downward(ObjectNode source, FieldPath path, FieldErrors errors) {
    for (ObjectNode item : Trees.objects(source, "items")) {
      String file = Json.text(item, "path");
      if (file.isEmpty()) {
        errors.required(path.child("path"));
      }
      PathRules.notReserved(file, path.child("path"), errors);
      ObjectNode field = Trees.object(item, "fieldRef");
      ObjectNode resource = Trees.object(item, "resourceFieldRef");
      if (field != null) {
        DownwardRules.fieldRef(field, DownwardRules.FILES, path.child("fieldRef"), errors);
        if (resource != null) {
          errors.invalid(
              path,
              "resource",
              "fieldRef and resourceFieldRef can not be specified simultaneously");
        }
      } else if (resource != null) {
        DownwardRules.resourceRef(
            resource, DownwardRules.Use.FILE, path.child("resourceFieldRef"), errors);
      } else {
        errors.required(path, "one of fieldRef and resourceFieldRef is required");
      }
      mode(item, "mode", path, errors);
    }
  }
}
