package io.ubernetes.apimachinery.kinds.pods;

import io.ubernetes.apimachinery.errors.FieldError;
import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.GoText;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import io.ubernetes.model.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The rules for how much of what a container may and must have.
final class ResourceRules {

  private static final String HUGE_PAGES = ResourceNames.HUGE_PAGES;
  private static final String NOT_AN_INTEGER = "must be an integer";

  private final FieldPath path;
  private final FieldErrors errors;

  private ResourceRules(FieldPath path, FieldErrors errors) {
    this.path = path;
    this.errors = errors;
  }

  static void container(ObjectNode container, FieldPath path, PodContext pod, FieldErrors errors) {
    ObjectNode resources = Trees.object(container, "resources");
    if (resources != null) {
      ResourceRules rules = new ResourceRules(path.child("resources"), errors);
      rules.amounts(resources);
      rules.claims(Trees.objects(resources, "claims"), pod.claims());
    }
  }

  /// What the pod itself costs beside its containers.
  static void overhead(ObjectNode overhead, FieldPath path, FieldErrors errors) {
    ObjectNode resources = Json.object();
    resources.set("limits", overhead);
    new ResourceRules(path, errors).amounts(resources);
  }

  private void amounts(ObjectNode resources) {
    Map<String, Quantity> limits = list(Trees.object(resources, "limits"), path.child("limits"));
    Map<String, Quantity> requests =
        list(Trees.object(resources, "requests"), path.child("requests"));
    limits.forEach((name, amount) -> one(name, amount, path.child("limits").key(name)));
    requests.forEach((name, amount) -> {
      one(name, amount, path.child("requests").key(name));
      againstLimit(name, amount, limits.get(name));
    });
    Set<String> names = new HashSet<>(limits.keySet());
    names.addAll(requests.keySet());
    if (names.stream().anyMatch(name -> name.startsWith(HUGE_PAGES))
        && !names.contains("cpu")
        && !names.contains("memory")) {
      errors.forbidden(path, "HugePages require cpu or memory");
    }
  }

  /// Malformed amounts are the business of who decodes objects; they are left out here.
  private Map<String, Quantity> list(@Nullable ObjectNode list, FieldPath field) {
    Map<String, Quantity> amounts = new TreeMap<>();
    if (list != null) {
      list.properties()
          .forEach(entry -> {
            Optional<Quantity> amount = Resources.amount(entry.getValue());
            amount.ifPresentOrElse(
                found -> amounts.put(entry.getKey(), found),
                () -> malformed(field.key(entry.getKey()), entry.getValue().asString("")));
          });
    }
    return amounts;
  }

  private void malformed(FieldPath field, String text) {
    try {
      Quantity.parse(text);
    } catch (IllegalArgumentException wrong) {
      errors.invalid(field, text, String.valueOf(wrong.getMessage()));
    }
  }

  private void one(String name, Quantity amount, FieldPath field) {
    ResourceNames.ofContainer(name, field, errors);
    if (amount.signum() < 0) {
      errors.invalid(field, amount.toString(), "must be greater than or equal to 0");
    }
    if (ResourceNames.isExtended(name) && amount.exact().stripTrailingZeros().scale() > 0) {
      errors.invalid(field, amount.toString(), NOT_AN_INTEGER);
    }
    if (name.startsWith(HUGE_PAGES)) {
      hugePages(name, amount, field);
    }
  }

  private void hugePages(String name, Quantity amount, FieldPath field) {
    Optional<Quantity> page = Quantity.tryParse(name.substring(HUGE_PAGES.length()));
    if (page.isPresent()
        && page.get().signum() > 0
        && amount.exact().remainder(page.get().exact()).signum() != 0) {
      errors.invalid(
          field, amount.toString(), amount + " is not positive integer multiple of " + name);
    }
  }

  private void againstLimit(String name, Quantity request, @Nullable Quantity limit) {
    boolean mayExceed = !ResourceNames.isExtended(name) && !name.startsWith(HUGE_PAGES);
    FieldPath requests = path.child("requests");
    if (limit == null) {
      if (!mayExceed) {
        errors.required(path.child("limits"), "Limit must be set for non overcommitable resources");
      }
    } else if (!mayExceed && request.compareTo(limit) != 0) {
      errors.invalid(
          requests, request.toString(), "must be equal to " + name + " limit of " + limit);
    } else if (request.compareTo(limit) > 0) {
      errors.invalid(
          requests,
          request.toString(),
          "must be less than or equal to " + name + " limit of " + limit);
    }
  }

  private void claims(List<ObjectNode> claims, Set<String> known) {
    FieldPath list = path.child("claims");
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < claims.size(); i++) {
      String name = Json.text(claims.get(i), "name");
      String request = Json.text(claims.get(i), "request");
      if (name.isEmpty()) {
        errors.required(list.index(i));
        continue;
      }
      errors.eachInvalid(
          list.index(i).child("request"),
          request,
          request.isEmpty() ? List.of() : Names.dns1123Label(request));
      String key = request.isEmpty() ? name : name + "/" + request;
      boolean whole = seen.contains(name);
      boolean parts = request.isEmpty() && seen.stream().anyMatch(s -> s.startsWith(name + "/"));
      if (whole || parts || !seen.add(key)) {
        errors.duplicate(list.index(i), whole || parts ? name : key);
      }
      if (!known.contains(name)) {
        unknownClaim(list.index(i), name, known);
      }
    }
  }

  private void unknownClaim(FieldPath field, String name, Set<String> known) {
    String which =
        known.isEmpty() ? " which is empty" : ": " + String.join(", ", new TreeSet<>(known));
    errors.add(
        new FieldError(
            FieldError.Type.NOT_FOUND,
            field.toString(),
            "Not found: "
                + GoText.quote(name)
                + ": must be one of the names in pod.spec.resourceClaims"
                + which));
  }
}
