package io.ubernetes.apimachinery.cel;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import io.ubernetes.apimachinery.cel.ExpressionSizes.Entries;
import io.ubernetes.apimachinery.cel.ExpressionSizes.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a call of a function can cost, and how large its result can be: the numbers of cel-go and
/// of Kubernetes' own functions ([ListEstimates], [KubernetesEstimates], [LanguageEstimates]). To
/// change one is to refuse definitions that Kubernetes takes, or the other way round.
final class CallEstimates {

  /// Of each character that is looked at, and of each that a regular expression has.
  static final double TRAVERSAL = 0.1;

  static final double REGEX = 0.25;

  /// Of a new list.
  static final long LIST_BASE = 10;

  private CallEstimates() {}

  /// One form of a function, called.
  ///
  /// @param costs of the arguments
  record Call(
      String function,
      String overload,
      @Nullable Node target,
      List<Node> arguments,
      List<Estimate> costs) {

    Estimate argumentCosts() {
      return costs.stream().reduce(Estimate.NOTHING, Estimate::plus);
    }

    boolean takes(int number) {
      return arguments.size() == number;
    }

    Node first() {
      return arguments.getFirst();
    }
  }

  /// @param size of what it returns; null when nothing is known
  /// @param entries what that holds; null when nothing is known
  record Result(Estimate cost, @Nullable Estimate size, @Nullable Entries entries) {
    static Result of(Estimate cost) {
      return new Result(cost, null, null);
    }

    static Result of(Estimate cost, @Nullable Estimate size) {
      return new Result(cost, size, null);
    }
  }

  static Result of(Call call) {
    Result own = ListEstimates.of(call);
    if (own == null) {
      own = KubernetesEstimates.of(call);
    }
    if (own != null) {
      return new Result(own.cost().plus(call.argumentCosts()), own.size(), own.entries());
    }
    return LanguageEstimates.of(call);
  }

  static CelKind elementKind(Node list) {
    List<CelType> parameters = list.type().parameters();
    return parameters.isEmpty() ? CelKind.DYN : parameters.getFirst().kind();
  }

  static boolean isText(CelKind kind) {
    return kind == CelKind.STRING || kind == CelKind.BYTES;
  }
}
