package io.ubernetes.apimachinery.kinds;

import io.ubernetes.apimachinery.kinds.rules.FieldErrors;
import io.ubernetes.apimachinery.kinds.rules.FieldPath;
import io.ubernetes.apimachinery.kinds.rules.Trees;
import io.ubernetes.model.Json;
import io.ubernetes.model.Names;
import io.ubernetes.model.Quantity;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules for one limit of a LimitRange. Owned by one validation.
final class LimitRules {

  private static final String POD = "Pod";
  private static final String CLAIM = "PersistentVolumeClaim";
  private static final Set<String> TYPES = Set.of(POD, "Container", CLAIM);

  private final String type;
  private final FieldPath path;
  private final FieldErrors errors;
  private final Map<String, Map<String, Quantity>> lists = new TreeMap<>();

  private LimitRules(String type, FieldPath path, FieldErrors errors) {
    this.type = type;
    this.path = path;
    this.errors = errors;
  }

  static void check(ObjectNode limit, FieldPath path, FieldErrors errors) {
    LimitRules rules = new LimitRules(Json.text(limit, "type"), path, errors);
    rules.type();
    rules.lists(limit);
    Set<String> names = new TreeSet<>();
    rules.lists.values().forEach(list -> names.addAll(list.keySet()));
    names.forEach(rules::together);
  }

  private void type() {
    List<String> wrong = Names.qualifiedName(type);
    errors.eachInvalid(path.child("type"), type, wrong);
    if (wrong.isEmpty() && type.indexOf('/') < 0 && !TYPES.contains(type)) {
      errors.invalid(path.child("type"), type, "must be a standard limit type or fully qualified");
    }
  }

  private void lists(ObjectNode limit) {
    list(limit, "max");
    list(limit, "min");
    for (String list : List.of("default", "defaultRequest")) {
      ObjectNode given = Trees.object(limit, list);
      if (!type.equals(POD)) {
        list(limit, list);
      } else if (given != null && !given.isEmpty()) {
        errors.forbidden(path.child(list), "may not be specified when `type` is 'Pod'");
      }
    }
    if (type.equals(CLAIM) && of("min", "storage") == null && of("max", "storage") == null) {
      errors.required(
          path.child("limits"),
          "either minimum or maximum storage value is required, but neither was provided");
    }
    list(limit, "maxLimitRequestRatio");
  }

  private void list(ObjectNode limit, String list) {
    ObjectNode given = Trees.object(limit, list);
    if (given == null) {
      return;
    }
    Map<String, Quantity> amounts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      FieldPath field = path.child(list).key(entry.getKey());
      if (type.equals(POD) || type.equals("Container")) {
        ResourceNames.checkOfContainer(entry.getKey(), field, errors);
      } else {
        ResourceNames.check(entry.getKey(), field, errors);
      }
      Quantity.tryParse(entry.getValue().asString(""))
          .ifPresent(amount -> amounts.put(entry.getKey(), amount));
    }
    lists.put(list, amounts);
  }

  private @Nullable Quantity of(String list, String name) {
    return lists.getOrDefault(list, Map.of()).get(name);
  }

  /// What the lists say of one resource must make sense together. Kubernetes does not always show
  /// the amount that the field has.
  private void together(String name) {
    Quantity min = of("min", name);
    Quantity max = of("max", name);
    Quantity standard = of("default", name);
    Quantity request = of("defaultRequest", name);
    if (isMore(min, max)) {
      invalid("min", name, min, "min value %s is greater than max value %s", min, max);
    }
    if (isMore(min, request)) {
      invalid(
          "defaultRequest",
          name,
          request,
          "min value %s is greater than default request value %s",
          min,
          request);
    }
    if (isMore(request, max)) {
      invalid(
          "defaultRequest",
          name,
          request,
          "default request value %s is greater than max value %s",
          request,
          max);
    }
    if (isMore(request, standard)) {
      invalid(
          "defaultRequest",
          name,
          request,
          "default request value %s is greater than default limit value %s",
          request,
          standard);
    }
    if (isMore(min, standard)) {
      invalid("default", name, min, "min value %s is greater than default value %s", min, standard);
    }
    if (isMore(standard, max)) {
      invalid("default", name, max, "default value %s is greater than max value %s", standard, max);
    }
    ratio(name, of("maxLimitRequestRatio", name), min, max);
    boolean differ = standard != null && request != null && standard.compareTo(request) != 0;
    if (differ && !ResourceNames.canBeOvercommitted(name)) {
      invalid(
          "defaultRequest",
          name,
          request,
          "default value %s must equal to defaultRequest value %s in " + name,
          standard,
          request);
    }
  }

  private static boolean isMore(@Nullable Quantity one, @Nullable Quantity other) {
    return one != null && other != null && one.compareTo(other) > 0;
  }

  private void ratio(
      String name, @Nullable Quantity ratio, @Nullable Quantity min, @Nullable Quantity max) {
    if (ratio == null) {
      return;
    }
    FieldPath field = path.child("maxLimitRequestRatio").key(name);
    if (ratio.compareTo(Quantity.of(1)) < 0) {
      errors.invalid(field, ratio.toString(), "ratio " + ratio + " is less than 1");
    }
    if (min == null || max == null) {
      return;
    }
    double most = max.exact().doubleValue() / min.exact().doubleValue();
    if (ratio.exact().doubleValue() > most) {
      errors.invalid(
          field,
          ratio.toString(),
          String.format(Locale.ROOT, "ratio %s is greater than max/min = %f", ratio, most));
    }
  }

  private void invalid(
      String list,
      String name,
      @Nullable Quantity shown,
      String text,
      @Nullable Object one,
      @Nullable Object other) {
    errors.invalid(
        path.child(list).key(name), String.valueOf(shown), String.format(text, one, other));
  }
}
