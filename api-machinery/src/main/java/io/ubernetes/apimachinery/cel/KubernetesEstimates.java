package io.ubernetes.apimachinery.cel;

import static io.ubernetes.apimachinery.cel.CallEstimates.LIST_BASE;
import static io.ubernetes.apimachinery.cel.CallEstimates.REGEX;
import static io.ubernetes.apimachinery.cel.CallEstimates.TRAVERSAL;
import static io.ubernetes.apimachinery.cel.CallEstimates.elementKind;
import static io.ubernetes.apimachinery.cel.CallEstimates.isText;

import dev.cel.common.types.CelType;
import io.ubernetes.apimachinery.cel.CallEstimates.Call;
import io.ubernetes.apimachinery.cel.CallEstimates.Result;
import io.ubernetes.apimachinery.cel.ExpressionSizes.Node;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The functions that Kubernetes adds.
final class KubernetesEstimates {

  /// Two checks of rights are what an expression may make.
  private static final long AUTHORIZATION = 350_000;

  private static final double REQUIREMENT = 10 + 40;
  private static final double REQUIREMENTS_PER_CHARACTER = 0.5;
  private static final double LONGEST_FORMAT_REGEX = 128;

  /// An address is 4 or 16 bytes long.
  private static final Estimate ADDRESS = new Estimate(4, 16);

  private static final Set<String> COMPARED_AT_ONCE =
      Set.of(
          "net.IP",
          "net.CIDR",
          "kubernetes.Quantity",
          "kubernetes.Semver",
          "kubernetes.authorization.Authorizer",
          "kubernetes.authorization.PathCheck",
          "kubernetes.authorization.GroupCheck",
          "kubernetes.authorization.ResourceCheck",
          "kubernetes.authorization.Decision");

  private KubernetesEstimates() {}

  /// Null for any other function.
  static @Nullable Result of(Call call) {
    Node target = call.target();
    boolean one = !call.arguments().isEmpty();
    return switch (call.function()) {
      case "check" -> Result.of(Estimate.exactly(AUTHORIZATION));
      case "serviceAccount",
          "path",
          "group",
          "resource",
          "subresource",
          "namespace",
          "name",
          "allowed",
          "reason",
          "error",
          "errored",
          "masked",
          "prefixLength",
          "family",
          "isUnspecified",
          "isLoopback",
          "isLinkLocalMulticast",
          "isLinkLocalUnicast",
          "isGlobalUnicast",
          "format.named",
          "sign",
          "asInteger",
          "isInteger",
          "asApproximateFloat",
          "isGreaterThan",
          "isLessThan",
          "compareTo",
          "add",
          "sub",
          "major",
          "minor",
          "patch",
          "getScheme",
          "getHostname",
          "getHost",
          "getPort",
          "getEscapedPath",
          "getQuery" ->
          Result.of(Estimate.ONE);
      case "fieldSelector", "labelSelector" -> one ? selector(call.first()) : null;
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf", "includes" ->
          target == null ? null : traversal(call.function(), target);
      case "url", "jsonpatch.escapeKey" -> one ? passing(call.first()) : null;
      case "lowerAscii", "upperAscii", "substring", "trim" ->
          target == null ? null : passing(target);
      case "replace" -> target == null || call.arguments().size() < 2 ? null : replace(call);
      case "split" -> target == null ? null : split(call, target);
      case "join" -> target == null ? null : join(call, target);
      case "find", "findAll" -> target == null || !one ? null : find(call, target);
      case "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver" ->
          one ? Result.of(call.first().estimatedSize().times(TRAVERSAL)) : null;
      case "ip" ->
          call.overload().equals("cidr_ip")
              ? Result.of(Estimate.ONE)
              : one ? Result.of(call.first().estimatedSize().times(TRAVERSAL)) : null;
      case "ip.isCanonical" ->
          one ? Result.of(call.first().estimatedSize().times(2 * TRAVERSAL)) : null;
      case "containsIP", "containsCIDR" -> one ? containing(call) : null;
      case "validate" ->
          one
              ? Result.of(
                  call.first().estimatedSize().times(TRAVERSAL).times(LONGEST_FORMAT_REGEX * REGEX))
              : null;
      case "_==_" -> call.takes(2) ? equality(call) : null;
      default -> null;
    };
  }

  private static Result selector(Node text) {
    Estimate length = text.estimatedSize();
    Estimate requirements = length.times(REQUIREMENTS_PER_CHARACTER).times(REQUIREMENT);
    return Result.of(Estimate.exactly(LIST_BASE).plus(length.times(TRAVERSAL)).plus(requirements));
  }

  /// One look at each item, and at each character of items that are texts.
  private static Result traversal(String function, Node target) {
    Estimate size = target.estimatedSize();
    Estimate items = target.itemSize();
    if (items == null) {
      return Result.of(function.equals("includes") ? size : size.times(TRAVERSAL));
    }
    Estimate each =
        isText(elementKind(target)) ? Estimate.ONE.plus(items.times(TRAVERSAL)) : Estimate.ONE;
    return Result.of(size.times(each));
  }

  /// The result is about as large as the text.
  private static Result passing(Node text) {
    Estimate size = text.estimatedSize();
    return Result.of(size.times(TRAVERSAL), size);
  }

  private static Result replace(Call call) {
    Estimate text = Objects.requireNonNull(call.target()).estimatedSize();
    Estimate sought = call.first().estimatedSize();
    Estimate by = call.arguments().get(1).estimatedSize();
    // The longest result: as many replacements as there can be, each as long as it can be.
    long most = 0;
    long kept = 0;
    if (sought.min() == 0) {
      most = text.max() == Estimate.MUCH ? text.max() : text.max() + 1;
      kept = text.max();
    } else if (by.max() <= sought.min()) {
      kept = text.max();
    } else {
      most = (long) Math.ceil((double) text.max() / sought.min());
    }
    // The shortest one.
    long least = 0;
    long keptLeast = 0;
    if (sought.max() == 0) {
      least = text.min() + 1;
      keptLeast = text.min();
    } else if (sought.max() <= by.min()) {
      keptLeast = text.min();
    } else {
      least = (long) Math.ceil((double) text.min() / sought.max());
    }
    Estimate size = new Estimate(least, most).times(by).plus(new Estimate(keptLeast, kept));
    return Result.of(text.times(2 * TRAVERSAL), size);
  }

  private static Result split(Call call, Node text) {
    Estimate size = text.estimatedSize();
    Long limit = call.arguments().size() > 1 ? call.arguments().get(1).whole() : null;
    long most = limit == null ? size.max() : limit < 0 ? Estimate.MUCH : limit;
    return Result.of(size.times(2 * TRAVERSAL), new Estimate(0, most));
  }

  private static Result join(Call call, Node list) {
    Estimate count = list.estimatedSize();
    Estimate items = list.itemSize();
    Estimate size = items == null ? Estimate.NOTHING : count.times(items);
    if (!call.arguments().isEmpty()) {
      Estimate between = new Estimate(Math.max(0, count.min() - 1), Math.max(0, count.max() - 1));
      size = size.plus(call.first().estimatedSize().times(between));
    }
    return Result.of(size.times(TRAVERSAL), size);
  }

  private static Result find(Call call, Node text) {
    Estimate size = text.estimatedSize();
    Estimate regex = call.first().estimatedSize().times(REGEX);
    return Result.of(
        size.plus(Estimate.ONE).times(TRAVERSAL).times(regex), new Estimate(0, size.max()));
  }

  private static Result containing(Call call) {
    Estimate cost = ADDRESS.plus(ADDRESS).times(TRAVERSAL);
    if (call.function().equals("containsCIDR")) {
      cost = cost.plus(ADDRESS.times(TRAVERSAL)).plus(Estimate.ONE);
    }
    return Result.of(
        call.overload().endsWith("_string")
            ? cost.plus(call.first().estimatedSize().times(TRAVERSAL))
            : cost);
  }

  private static @Nullable Result equality(Call call) {
    CelType type = call.first().type();
    Node other = call.arguments().getLast();
    if (!type.equals(other.type())) {
      return null;
    }
    if (COMPARED_AT_ONCE.contains(type.name())) {
      return Result.of(Estimate.ONE);
    }
    return switch (type.name()) {
      case "kubernetes.NamedFormat" -> Result.of(new Estimate(1, 64).times(TRAVERSAL));
      case "kubernetes.URL" -> {
        long length = other.size() == null ? 1 : other.size().max();
        yield Result.of(new Estimate(1, length).times(TRAVERSAL));
      }
      default -> null;
    };
  }
}
