package io.ubernetes.apimachinery.crd;

import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/// Which of the names that a definition asks for it gets: those that no other definition of its
/// group was given before. Computed when made.
final class Naming {

  private final Definition definition;
  private final ObjectNode names;
  private String reason = "NoConflicts";
  private String message = "no conflicts found";

  Naming(Definition definition, List<Definition> all) {
    this.definition = definition;
    this.names = definition.acceptedNames().deepCopy();
    Set<String> resources = new HashSet<>();
    Set<String> kinds = new HashSet<>();
    for (Definition other : all) {
      if (other.group().equals(definition.group())) {
        ObjectNode taken = other.acceptedNames();
        resources.add(Json.text(taken, "plural"));
        resources.add(Json.text(taken, "singular"));
        resources.addAll(Trees.strings(taken, "shortNames"));
        kinds.add(Json.text(taken, "kind"));
        kinds.add(Json.text(taken, "listKind"));
      }
    }
    take("plural", "PluralConflict", resources);
    take("singular", "SingularConflict", resources);
    takeShortNames(resources);
    take("kind", "KindConflict", kinds);
    take("listKind", "ListKindConflict", kinds);
    copy("categories");
  }

  private void take(String name, String conflict, Set<String> taken) {
    String wanted = Json.text(definition.wantedNames(), name);
    boolean ours = wanted.equals(Json.text(definition.acceptedNames(), name));
    if (!ours && taken.contains(wanted)) {
      reason = conflict;
      message = "\"" + wanted + "\" is already in use";
    } else if (!wanted.isEmpty()) {
      names.put(name, wanted);
    }
  }

  private void takeShortNames(Set<String> taken) {
    List<String> ours = Trees.strings(definition.acceptedNames(), "shortNames");
    List<String> refused =
        Trees.strings(definition.wantedNames(), "shortNames").stream()
            .filter(name -> !ours.contains(name) && taken.contains(name))
            .map(name -> "\"" + name + "\" is already in use")
            .distinct()
            .toList();
    if (refused.isEmpty()) {
      copy("shortNames");
    } else {
      reason = "ShortNamesConflict";
      message = refused.size() == 1 ? refused.getFirst() : "[" + String.join(", ", refused) + "]";
    }
  }

  private void copy(String list) {
    if (definition.wantedNames().has(list)) {
      names.set(list, definition.wantedNames().get(list).deepCopy());
    } else {
      names.remove(list);
    }
  }

  private boolean isAccepted() {
    return reason.equals("NoConflicts");
  }

  /// Whether the status does not say this yet.
  boolean hasNews() {
    ObjectNode condition = definition.condition("NamesAccepted");
    boolean established = definition.isEstablished() || !isAccepted();
    boolean told =
        condition != null
            && Json.text(condition, "reason").equals(reason)
            && Json.text(condition, "message").equals(message);
    boolean approvalTold =
        !Approval.isProtected(definition.group())
            || definition.condition("KubernetesAPIApprovalPolicyConformant") != null;
    return !told
        || !established
        || !approvalTold
        || !Objects.equals(names, definition.acceptedNames());
  }

  /// Writes it into the status of the definition as it is now.
  void apply(ObjectNode object, String now) {
    ObjectNode status = Trees.makeObject(object, "status");
    status.set("acceptedNames", names.deepCopy());
    Conditions conditions = new Conditions(object);
    conditions.set("NamesAccepted", isAccepted() ? "True" : "False", reason, message, now);
    if (isAccepted() && !conditions.isTrue("Established")) {
      conditions.set(
          "Established",
          "True",
          "InitialNamesAccepted",
          "the initial names have been accepted",
          now);
    } else if (!isAccepted() && new Definition(object).condition("Established") == null) {
      conditions.set("Established", "False", "NotAccepted", "not all names are accepted", now);
    }
    if (Approval.isProtected(definition.group())) {
      Approval approval = Approval.of(definition);
      conditions.set(
          "KubernetesAPIApprovalPolicyConformant",
          approval.state() == Approval.State.APPROVED ? "True" : "False",
          switch (approval.state()) {
            case MISSING -> "MissingAnnotation";
            case INVALID -> "InvalidAnnotation";
            case APPROVED -> "ApprovedAnnotation";
            case BYPASSED -> "UnapprovedAnnotation";
          },
          approval.reason(),
          now);
    }
  }
}
