package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/// The rules for where a container sees the pod's volumes, as directories or as devices.
final class MountRules {

  private static final List<String> PROPAGATIONS =
      List.of("Bidirectional", "HostToContainer", "None");
  private static final List<String> RECURSIVE = List.of("Disabled", "Enabled", "IfPossible");

  private final PodContext pod;
  private final FieldErrors errors;

  MountRules(PodContext pod, FieldErrors errors) {
    this.pod = pod;
    this.errors = errors;
  }

  void check(ObjectNode container, FieldPath path) {
    List<ObjectNode> mounts = Trees.objects(container, "volumeMounts");
    List<ObjectNode> devices = Trees.objects(container, "volumeDevices");
    mounts(container, mounts, devices, path.child("volumeMounts"));
    devices(devices, mounts, path.child("volumeDevices"));
  }

  private void mounts(
      ObjectNode container, List<ObjectNode> mounts, List<ObjectNode> devices, FieldPath list) {
    Set<String> deviceNames = values(devices, "name");
    Set<String> devicePaths = values(devices, "devicePath");
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < mounts.size(); i++) {
      ObjectNode mount = mounts.get(i);
      FieldPath path = list.index(i);
      String name = Json.text(mount, "name");
      String mountPath = Json.text(mount, "mountPath");
      if (name.isEmpty()) {
        errors.required(path.child("name"));
      }
      if (!pod.volumes().containsKey(name)) {
        errors.notFound(path.child("name"), name);
      }
      if (mountPath.isEmpty()) {
        errors.required(path.child("mountPath"));
      }
      if (!taken.add(mountPath)) {
        errors.invalid(path.child("mountPath"), mountPath, "must be unique");
      }
      if (deviceNames.contains(name)) {
        errors.invalid(path.child("name"), name, "must not already exist in volumeDevices");
      }
      if (devicePaths.contains(mountPath)) {
        errors.invalid(
            path.child("mountPath"),
            mountPath,
            "must not already exist as a path in volumeDevices");
      }
      subPaths(mount, list, path);
      propagation(container, mount, list);
      recursiveReadOnly(mount, list.child("recursiveReadOnly"));
    }
  }

  /// Kubernetes reports some fields of a mount at the list; so does this.
  private void subPaths(ObjectNode mount, FieldPath list, FieldPath path) {
    String subPath = Json.text(mount, "subPath");
    PathRules.local(subPath, list.child("subPath"), errors);
    String expression = Json.text(mount, "subPathExpr");
    if (!expression.isEmpty() && !subPath.isEmpty()) {
      errors.invalid(
          path.child("subPathExpr"), expression, "subPathExpr and subPath are mutually exclusive");
    }
    PathRules.local(expression, list.child("subPathExpr"), errors);
  }

  private void propagation(ObjectNode container, ObjectNode mount, FieldPath list) {
    String propagation = Json.text(mount, "mountPropagation");
    if (propagation.isEmpty()) {
      return;
    }
    errors.oneOf(list.child("mountPropagation"), propagation, PROPAGATIONS);
    if (propagation.equals("Bidirectional")
        && !Trees.flag(container, "securityContext", "privileged")) {
      errors.forbidden(
          list.child("mountPropagation"),
          "Bidirectional mount propagation is available only to privileged containers");
    }
  }

  private void recursiveReadOnly(ObjectNode mount, FieldPath field) {
    String recursive = Json.text(mount, "recursiveReadOnly");
    if (recursive.isEmpty() || recursive.equals("Disabled")) {
      return;
    }
    if (!RECURSIVE.contains(recursive)) {
      errors.notSupported(field, recursive, RECURSIVE);
      return;
    }
    if (!Trees.flag(mount, "readOnly")) {
      errors.forbidden(field, "may only be specified when readOnly is true");
    }
    String propagation = Json.text(mount, "mountPropagation");
    if (!propagation.isEmpty() && !propagation.equals("None")) {
      errors.forbidden(
          field, "may only be specified when mountPropagation is None or not specified");
    }
  }

  private void devices(List<ObjectNode> devices, List<ObjectNode> mounts, FieldPath list) {
    Set<String> mountNames = values(mounts, "name");
    Set<String> mountPaths = values(mounts, "mountPath");
    Set<String> names = new HashSet<>();
    Set<String> paths = new HashSet<>();
    for (int i = 0; i < devices.size(); i++) {
      FieldPath path = list.index(i);
      String name = Json.text(devices.get(i), "name");
      deviceName(name, path.child("name"), names);
      String devicePath = Json.text(devices.get(i), "devicePath");
      devicePath(devicePath, path.child("devicePath"), paths);
      if (mountNames.contains(name)) {
        errors.invalid(path.child("name"), name, "must not already exist in volumeMounts");
      }
      if (mountPaths.contains(devicePath)) {
        errors.invalid(
            path.child("devicePath"),
            devicePath,
            "must not already exist as a path in volumeMounts");
      }
    }
  }

  private void deviceName(String name, FieldPath field, Set<String> names) {
    ObjectNode volume = pod.volumes().get(name);
    if (name.isEmpty()) {
      errors.required(field);
    } else if (!names.add(name)) {
      errors.invalid(field, name, "must be unique");
    }
    if (volume == null) {
      errors.notFound(field, name);
    } else if (Json.at(volume, "persistentVolumeClaim") == null
        && Json.at(volume, "ephemeral") == null) {
      errors.invalid(
          field,
          name,
          "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
    }
  }

  private void devicePath(String devicePath, FieldPath field, Set<String> paths) {
    if (devicePath.isEmpty()) {
      errors.required(field);
    }
    if (paths.contains(devicePath)) {
      errors.invalid(field, devicePath, "must be unique");
    }
    if (PathRules.climbs(devicePath)) {
      errors.invalid(field, devicePath, "can not contain backsteps ('..')");
    } else {
      paths.add(devicePath);
    }
  }

  private static Set<String> values(List<ObjectNode> items, String field) {
    return items.stream().map(item -> Json.text(item, field)).collect(Collectors.toSet());
  }
}
