package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// The rules for the containers of a pod, in the order in which Kubernetes checks them.
final class ContainerRules {

  private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> MESSAGE_POLICIES = List.of("File", "FallbackToLogsOnError");
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> ONLY_OF_SIDECARS =
      List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe");

  private static final List<String> RESIZABLE = List.of("cpu", "memory");
  private static final List<String> RESIZE_POLICIES = List.of("NotRequired", "RestartContainer");

  private final PodContext pod;
  private final FieldErrors errors;

  ContainerRules(PodContext pod, FieldErrors errors) {
    this.pod = pod;
    this.errors = errors;
  }

  void containers(List<ObjectNode> containers, FieldPath field) {
    if (containers.isEmpty()) {
      errors.required(field);
      return;
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < containers.size(); i++) {
      ObjectNode container = containers.get(i);
      FieldPath path = field.index(i);
      common(container, path);
      uniqueName(container, path, names);
      new HandlerRules(pod, errors).lifecycleAndProbes(container, path);
      RestartRules.container(container, path, errors);
    }
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < containers.size(); i++) {
      hostPorts(containers.get(i), field.index(i), taken);
    }
  }

  void initContainers(
      List<ObjectNode> initContainers, List<ObjectNode> containers, FieldPath field) {
    Set<String> names = new HashSet<>();
    containers.forEach(container -> names.add(Json.text(container, "name")));
    for (int i = 0; i < initContainers.size(); i++) {
      ObjectNode container = initContainers.get(i);
      FieldPath path = field.index(i);
      common(container, path);
      RestartRules.container(container, path, errors);
      if (!Json.text(container, "name").isEmpty()) {
        uniqueName(container, path, names);
      }
      // Kubernetes checks one after the other and calls each the first.
      hostPorts(container, field.index(0), new HashSet<>());
      if (Json.text(container, "restartPolicy").equals("Always")) {
        new HandlerRules(pod, errors).lifecycleAndProbes(container, path);
      } else {
        onlyOfSidecars(container, path);
      }
    }
  }

  private void onlyOfSidecars(ObjectNode container, FieldPath path) {
    for (String part : ONLY_OF_SIDECARS) {
      if (Json.at(container, part) != null) {
        errors.forbidden(
            path.child(part), "may not be set for init containers without restartPolicy=Always");
      }
    }
    List<ObjectNode> policies = Trees.objects(container, "resizePolicy");
    for (int i = 0; i < policies.size(); i++) {
      if (Json.text(policies.get(i), "restartPolicy").equals("RestartContainer")) {
        errors.invalid(
            path.child("resizePolicy").index(i).child("restartPolicy"),
            "RestartContainer",
            "must not be set to 'RestartContainer' for non-sidecar initContainers");
      }
    }
  }

  private void uniqueName(ObjectNode container, FieldPath path, Set<String> names) {
    String name = Json.text(container, "name");
    if (!names.add(name)) {
      errors.duplicate(path.child("name"), name);
    }
  }

  private void common(ObjectNode container, FieldPath path) {
    String name = Json.text(container, "name");
    if (name.isEmpty()) {
      errors.required(path.child("name"));
    } else {
      errors.eachInvalid(path.child("name"), name, Names.dns1123Label(name));
    }
    if (Json.text(container, "image").isEmpty()) {
      errors.required(path.child("image"));
    }
    errors.requiredOneOf(
        path.child("terminationMessagePolicy"),
        Json.text(container, "terminationMessagePolicy"),
        MESSAGE_POLICIES);
    ports(Trees.objects(container, "ports"), path.child("ports"));
    EnvironmentRules.check(container, path, errors);
    new MountRules(pod, errors).check(container, path);
    errors.requiredOneOf(
        path.child("imagePullPolicy"), Json.text(container, "imagePullPolicy"), PULL_POLICIES);
    ResourceRules.container(container, path, pod, errors);
    resizing(Trees.objects(container, "resizePolicy"), path.child("resizePolicy"));
    SecurityRules.container(
        Trees.object(container, "securityContext"), path.child("securityContext"), pod, errors);
  }

  /// Kubernetes names the list in these errors, not the item.
  private void resizing(List<ObjectNode> policies, FieldPath field) {
    Set<String> resources = new HashSet<>();
    boolean never = Json.text(pod.spec(), "restartPolicy").equals("Never");
    for (int i = 0; i < policies.size(); i++) {
      String resource = Json.text(policies.get(i), "resourceName");
      if (!resources.add(resource)) {
        errors.duplicate(field.index(i), resource);
      }
      String restart = Json.text(policies.get(i), "restartPolicy");
      errors.requiredOneOf(field, resource, RESIZABLE);
      errors.requiredOneOf(field, restart, RESIZE_POLICIES);
      if (never && !restart.equals("NotRequired")) {
        errors.invalid(field, restart, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
      }
    }
  }

  private void ports(List<ObjectNode> ports, FieldPath field) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      ObjectNode port = ports.get(i);
      FieldPath path = field.index(i);
      portName(Json.text(port, "name"), path.child("name"), names);
      long number = Json.number(port, 0, "containerPort");
      if (number == 0) {
        errors.required(path.child("containerPort"));
      } else {
        errors.eachInvalid(path.child("containerPort"), number, Names.portNumber(number));
      }
      long hostPort = Json.number(port, 0, "hostPort");
      if (hostPort != 0) {
        errors.eachInvalid(path.child("hostPort"), hostPort, Names.portNumber(hostPort));
      }
      errors.requiredOneOf(path.child("protocol"), Json.text(port, "protocol"), PROTOCOLS);
    }
  }

  private void portName(String name, FieldPath path, Set<String> names) {
    if (name.isEmpty()) {
      return;
    }
    List<String> wrong = Names.portName(name);
    errors.eachInvalid(path, name, wrong);
    if (wrong.isEmpty() && !names.add(name)) {
      errors.duplicate(path, name);
    }
  }

  private void hostPorts(ObjectNode container, FieldPath path, Set<String> taken) {
    List<ObjectNode> ports = Trees.objects(container, "ports");
    for (int i = 0; i < ports.size(); i++) {
      ObjectNode port = ports.get(i);
      long hostPort = Json.number(port, 0, "hostPort");
      String place = Json.text(port, "protocol") + "/" + Json.text(port, "hostIP") + "/" + hostPort;
      if (hostPort != 0 && !taken.add(place)) {
        errors.duplicate(path.child("ports").index(i).child("hostPort"), place);
      }
    }
  }
}
