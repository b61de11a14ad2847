package io.ubernetes.apimachinery.flowcontrol;

import io.ubernetes.apimachinery.cache.CachedObject;
import io.ubernetes.apimachinery.errors.ApiException;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.apimachinery.registry.Change;
import io.ubernetes.apimachinery.registry.Registry;
import io.ubernetes.apimachinery.registry.WriteOptions;
import io.ubernetes.apimachinery.storage.StoreException;
import io.ubernetes.model.Json;
import io.ubernetes.model.NamespacedName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells in the status of each FlowSchema whether its priority level is there. Several servers
/// write the same, and only what is not said yet.
final class DanglingCondition {
  private static final Logger LOG = LoggerFactory.getLogger(DanglingCondition.class);
  private static final String TYPE = "Dangling";
  private static final String WRITER = "api-priority-and-fairness-config-consumer-v1";

  private final Registry schemas;
  private final Registry levels;

  DanglingCondition(Registry schemas, Registry levels) {
    this.schemas = schemas;
    this.levels = levels;
  }

  /// One at a time; what changes meanwhile is looked at by the next.
  synchronized void write() {
    for (CachedObject schema : schemas.cache().snapshot().objects()) {
      if (!isSaid(schema.tree())) {
        write(schema.key());
      }
    }
  }

  private void write(NamespacedName key) {
    try {
      Change change =
          new Change(
              schemas.type().versions().getFirst(),
              Change.Part.STATUS,
              new Change.Edit.Patch(this::said));
      var _ = schemas.update(key, change, WriteOptions.by("system:apiserver", WRITER));
    } catch (ApiException | StoreException later) {
      LOG.debug("the condition of {} is not written now", key, later);
    }
  }

  private boolean isSaid(ObjectNode schema) {
    boolean dangling = isDangling(schema);
    return Trees.objects(schema, "status", "conditions").stream()
        .filter(condition -> Json.text(condition, "type").equals(TYPE))
        .anyMatch(condition ->
            Json.text(condition, "status").equals(dangling ? "True" : "False")
                && Json.text(condition, "message").equals(message(schema, dangling)));
  }

  private ObjectNode said(ObjectNode schema) {
    boolean dangling = isDangling(schema);
    ObjectNode result = schema.deepCopy();
    ObjectNode status = Trees.makeObject(result, "status");
    ArrayNode conditions = Json.MAPPER.createArrayNode();
    Trees.objects(status, "conditions").stream()
        .filter(condition -> !Json.text(condition, "type").equals(TYPE))
        .forEach(conditions::add);
    conditions
        .addObject()
        .put("type", TYPE)
        .put("status", dangling ? "True" : "False")
        .put("lastTransitionTime", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("reason", dangling ? "NotFound" : "Found")
        .put("message", message(schema, dangling));
    status.set("conditions", conditions);
    return result;
  }

  private boolean isDangling(ObjectNode schema) {
    return levels.cache().snapshot().get(NamespacedName.clusterScoped(level(schema))) == null;
  }

  private static String level(ObjectNode schema) {
    return Json.text(schema, "spec", "priorityLevelConfiguration", "name");
  }

  private static String message(ObjectNode schema, boolean dangling) {
    return "This FlowSchema references the PriorityLevelConfiguration object named \""
        + level(schema)
        + (dangling ? "\" but there is no such object" : "\" and it exists");
  }
}
