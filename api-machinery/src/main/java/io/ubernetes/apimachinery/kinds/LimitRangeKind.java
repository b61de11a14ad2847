package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.resource.MetadataRules;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Scope;
import io.ubernetes.apimachinery.resource.Strategy;
import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `v1 LimitRange`: how much one object of a namespace may have.
final class LimitRangeKind implements Strategy {

  static ResourceType type() {
    return V1.plain(
        "",
        Scope.NAMESPACED,
        V1.names("LimitRange", "limits"),
        List.of(Columns.name(), Columns.createdAt()),
        new LimitRangeKind());
  }

  @Override
  public MetadataRules metadataRules() {
    return MetadataRules.NEW;
  }

  @Override
  public void setDefaults(ObjectNode range) {
    ObjectNode spec = Trees.makeObject(range, "spec");
    for (ObjectNode limit : Trees.objects(spec, "limits")) {
      if (Json.text(limit, "type").equals("Container")) {
        complete(limit, "default", "max");
        complete(limit, "defaultRequest", "default");
        complete(limit, "defaultRequest", "min");
      }
    }
  }

  @Override
  public void prepareForCreate(ObjectNode range) {
    Trees.nullWhenEmpty(Trees.makeObject(range, "spec"), "limits");
  }

  @Override
  public void prepareForUpdate(ObjectNode range, ObjectNode old) {
    prepareForCreate(range);
  }

  @Override
  public boolean createsOnUpdate() {
    return true;
  }

  /// What a list does not name it takes over from another.
  private static void complete(ObjectNode limit, String list, String other) {
    ObjectNode source = Trees.object(limit, other);
    if (source == null || source.isEmpty()) {
      return;
    }
    ObjectNode target = Trees.makeObject(limit, list);
    for (Map.Entry<String, JsonNode> entry : source.properties()) {
      if (Json.at(target, entry.getKey()) == null) {
        target.set(entry.getKey(), entry.getValue());
      }
    }
  }

  @Override
  public List<FieldError> validate(ObjectNode range) {
    FieldErrors errors = new FieldErrors();
    Set<String> types = new HashSet<>();
    List<ObjectNode> limits = Trees.objects(range, "spec", "limits");
    for (int i = 0; i < limits.size(); i++) {
      FieldPath path = FieldPath.of("spec", "limits").index(i);
      LimitRules.check(limits.get(i), path, errors);
      String type = Json.text(limits.get(i), "type");
      if (!types.add(type)) {
        errors.duplicate(path.child("type"), type);
      }
    }
    return errors.list();
  }
}
