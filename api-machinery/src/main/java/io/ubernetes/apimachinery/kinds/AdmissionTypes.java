package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.cel.ValueType;
import io.ubernetes.apimachinery.cel.ValueType.ListOf;
import io.ubernetes.apimachinery.cel.ValueType.MapOf;
import io.ubernetes.apimachinery.cel.ValueType.ObjectOf;
import io.ubernetes.apimachinery.cel.ValueType.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The types of what Kubernetes gives to every expression of admission; made when first needed.
public final class AdmissionTypes {

  private static final ValueType TEXT = Scalar.STRING;
  private static final ValueType TEXTS = new ListOf(TEXT);

  public static final ValueType REQUEST = request();
  public static final ValueType NAMESPACE = namespace();

  private AdmissionTypes() {}

  private static ValueType request() {
    ValueType kind =
        ObjectOf.unescaped(
            "kubernetes.GroupVersionKind", Map.of("group", TEXT, "version", TEXT, "kind", TEXT));
    ValueType resource =
        ObjectOf.unescaped(
            "kubernetes.GroupVersionResource",
            Map.of("group", TEXT, "version", TEXT, "resource", TEXT));
    ValueType user =
        ObjectOf.unescaped(
            "kubernetes.UserInfo",
            Map.of("username", TEXT, "uid", TEXT, "groups", TEXTS, "extra", new MapOf(TEXTS)));
    Map<String, ValueType> fields = new LinkedHashMap<>();
    fields.put("kind", kind);
    fields.put("resource", resource);
    fields.put("requestKind", kind);
    fields.put("requestResource", resource);
    for (String text :
        List.of("subResource", "requestSubResource", "name", "namespace", "operation")) {
      fields.put(text, TEXT);
    }
    fields.put("userInfo", user);
    fields.put("dryRun", Scalar.BOOL);
    fields.put("options", Scalar.DYN);
    return ObjectOf.unescaped("kubernetes.AdmissionRequest", fields);
  }

  private static ValueType namespace() {
    Map<String, ValueType> metadata = new LinkedHashMap<>();
    for (String text : List.of("name", "generateName", "namespace", "UID", "resourceVersion")) {
      metadata.put(text, TEXT);
    }
    metadata.put("labels", new MapOf(TEXT));
    metadata.put("annotations", new MapOf(TEXT));
    metadata.put("creationTimestamp", Scalar.TIMESTAMP);
    metadata.put("deletionTimestamp", Scalar.TIMESTAMP);
    metadata.put("deletionGracePeriodSeconds", Scalar.INT);
    metadata.put("generation", Scalar.INT);
    metadata.put("finalizers", TEXTS);
    Map<String, ValueType> condition = new LinkedHashMap<>();
    for (String text : List.of("status", "type", "message", "reason")) {
      condition.put(text, TEXT);
    }
    condition.put("lastTransitionTime", Scalar.TIMESTAMP);
    ValueType conditions =
        new ListOf(ObjectOf.unescaped("kubernetes.NamespaceCondition", condition));
    return ObjectOf.unescaped(
        "kubernetes.Namespace",
        Map.of(
            "metadata",
            ObjectOf.unescaped("kubernetes.NamespaceMetadata", metadata),
            "spec",
            ObjectOf.unescaped("kubernetes.NamespaceSpec", Map.of("finalizers", TEXTS)),
            "status",
            ObjectOf.unescaped(
                "kubernetes.NamespaceStatus", Map.of("conditions", conditions, "phase", TEXT))));
  }
}
