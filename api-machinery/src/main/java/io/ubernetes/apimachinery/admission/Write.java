package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.registry.Admission.Attributes;
import io.ubernetes.apimachinery.registry.Admission.Operation;
import io.ubernetes.apimachinery.registry.DeleteOptions;
import io.ubernetes.apimachinery.resource.ResourceType;
import io.ubernetes.apimachinery.resource.ResourceType.Version;
import io.ubernetes.apimachinery.schema.Decoding;
import io.ubernetes.model.GroupResource;
import io.ubernetes.model.GroupVersionKind;
import io.ubernetes.model.GroupVersionResource;
import io.ubernetes.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A write as webhooks and policies see it: in the versions that they ask for. Belongs to one
/// request.
final class Write {

  private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");

  private final Attributes attributes;
  private final Target requested;
  private final List<Target> forms = new ArrayList<>();

  Write(Attributes attributes, List<ResourceType> types) {
    this.attributes = attributes;
    this.requested = new Target(attributes.type(), attributes.version(), attributes.subresource());
    forms.add(requested);
    for (ResourceType type : types) {
      if (type.storageResource().equals(attributes.type().storageResource())) {
        for (Version version : type.versions()) {
          Target form = new Target(type, version, attributes.subresource());
          if (!form.resource().equals(requested.resource())) {
            forms.add(form);
          }
        }
      }
    }
  }

  Attributes attributes() {
    return attributes;
  }

  /// The form in which the client speaks.
  Target requested() {
    return requested;
  }

  /// The same objects in other versions and groups.
  List<Target> equivalents() {
    return forms.subList(1, forms.size());
  }

  /// The namespace of the request; for a Namespace its own name, as Kubernetes has it.
  String namespace() {
    return isNamespace() ? name() : attributes.namespace();
  }

  boolean isNamespace() {
    return attributes.resource().equals(NAMESPACES);
  }

  /// Empty when it is still to be generated.
  String name() {
    return attributes.name();
  }

  /// The new object; null for a deletion.
  @Nullable ObjectNode object(Target form) {
    return shown(attributes.object(), form);
  }

  /// The object before; null for a creation.
  @Nullable ObjectNode old(Target form) {
    return shown(attributes.old(), form);
  }

  private static @Nullable ObjectNode shown(@Nullable ObjectNode stored, Target form) {
    if (stored == null) {
      return null;
    }
    ObjectNode copy = stored.deepCopy();
    return form.isScale()
        ? form.type().strategy().scale().scaleOf(copy)
        : form.version().fromStorage().apply(copy);
  }

  /// Takes over what a webhook made of the object, with defaults for what it left out.
  ///
  /// @param changed in that form; taken over
  /// @return what keeps it from being an object of its kind; empty when it is taken over
  String replace(Target form, ObjectNode changed) {
    ObjectNode object = attributes.object();
    if (object == null) {
      return "";
    }
    if (form.isScale()) {
      int replicas = (int) Json.number(changed, 0, "spec", "replicas");
      form.type().strategy().scale().setReplicas(object, replicas);
      return "";
    }
    var decoded = Decoding.decode(changed, form.version().schema());
    if (!decoded.fault().isEmpty()) {
      return decoded.fault();
    }
    ObjectNode stored =
        attributes.type().strategy().fromStore(form.version().toStorage().apply(decoded.object()));
    attributes.type().strategy().setDefaults(stored);
    takeOver(object, stored);
    return "";
  }

  /// A write to one part of an object changes no other, whoever asks for it.
  private void takeOver(ObjectNode object, ObjectNode changed) {
    if (attributes.subresource().equals("status")) {
      set(object, "metadata", changed.get("metadata"));
      set(object, "status", changed.get("status"));
      return;
    }
    JsonNode status = object.get("status");
    object.removeAll();
    changed.properties().forEach(field -> object.set(field.getKey(), field.getValue()));
    if (attributes.type().has(ResourceType.Subresource.STATUS)) {
      set(object, "status", status);
    }
  }

  private static void set(ObjectNode object, String field, @Nullable JsonNode value) {
    if (value == null) {
      object.remove(field);
    } else {
      object.set(field, value);
    }
  }

  /// What a webhook's or policy's `request` says, but for the objects.
  ObjectNode request(Target form) {
    ObjectNode request = Json.object();
    putKind(request.putObject("kind"), form.kind());
    putResource(request.putObject("resource"), form.resource());
    if (!form.subresource().isEmpty()) {
      request.put("subResource", form.subresource());
    }
    putKind(request.putObject("requestKind"), requested.kind());
    putResource(request.putObject("requestResource"), requested.resource());
    if (!requested.subresource().isEmpty()) {
      request.put("requestSubResource", requested.subresource());
    }
    putIfThere(request, "name", name());
    putIfThere(request, "namespace", namespace());
    request.put("operation", attributes.operation().name());
    request.set("userInfo", user());
    return request;
  }

  private static void putKind(ObjectNode node, GroupVersionKind kind) {
    node.put("group", kind.group()).put("version", kind.version()).put("kind", kind.kind());
  }

  private static void putResource(ObjectNode node, GroupVersionResource resource) {
    node.put("group", resource.group())
        .put("version", resource.version())
        .put("resource", resource.resource());
  }

  private static void putIfThere(ObjectNode node, String field, String value) {
    if (!value.isEmpty()) {
      node.put(field, value);
    }
  }

  private ObjectNode user() {
    var identity = attributes.options().identity();
    ObjectNode user = Json.object();
    putIfThere(user, "username", identity.user());
    putIfThere(user, "uid", identity.uid());
    if (!identity.groups().isEmpty()) {
      var groups = user.putArray("groups");
      identity.groups().forEach(groups::add);
    }
    if (!identity.extra().isEmpty()) {
      ObjectNode extra = user.putObject("extra");
      for (Map.Entry<String, List<String>> entry : identity.extra().entrySet()) {
        var values = extra.putArray(entry.getKey());
        entry.getValue().forEach(values::add);
      }
    }
    return user;
  }

  boolean isDryRun() {
    return attributes.options().isDryRun();
  }

  /// The options of the request, by their kind in `meta.k8s.io/v1`.
  ObjectNode options() {
    ObjectNode options = Json.object();
    String kind =
        switch (attributes.operation()) {
          case CREATE -> "CreateOptions";
          case UPDATE -> "UpdateOptions";
          case DELETE -> "DeleteOptions";
        };
    options.put("kind", kind).put("apiVersion", "meta.k8s.io/v1");
    if (isDryRun()) {
      options.putArray("dryRun").add("All");
    }
    DeleteOptions delete = attributes.delete();
    if (attributes.operation() != Operation.DELETE) {
      putIfThere(options, "fieldManager", attributes.options().fieldManager());
    } else if (delete != null) {
      putDelete(options, delete);
    }
    return options;
  }

  private static void putDelete(ObjectNode options, DeleteOptions delete) {
    if (delete.gracePeriodSeconds() != null) {
      options.put("gracePeriodSeconds", delete.gracePeriodSeconds());
    }
    if (delete.uid() != null || delete.resourceVersion() != null) {
      ObjectNode preconditions = options.putObject("preconditions");
      if (delete.uid() != null) {
        preconditions.put("uid", delete.uid());
      }
      if (delete.resourceVersion() != null) {
        preconditions.put("resourceVersion", delete.resourceVersion());
      }
    }
    if (delete.propagation() != null) {
      options.put(
          "propagationPolicy",
          switch (delete.propagation()) {
            case BACKGROUND -> "Background";
            case FOREGROUND -> "Foreground";
            case ORPHAN -> "Orphan";
          });
    }
  }
}
