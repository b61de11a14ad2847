package io.ubernetes.runtime.informer;

import io.ubernetes.model.ApiObject;
import io.ubernetes.runtime.client.ListOptions;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// What an informer keeps, and how.
///
/// @param selection namespace and selectors; the rest of the options is not used
/// @param transform is given each object before it is kept and may change it, to keep less; the
///   result must have the same name
/// @param indexers names of indices, with the values under which an object is found there
/// @param silence after so long without any sign from the server a watch is taken for dead and
///   opened anew; servers send a bookmark about every minute
public record InformerOptions(
    ListOptions selection,
    UnaryOperator<ApiObject> transform,
    Map<String, Function<ApiObject, ? extends Collection<String>>> indexers,
    Duration silence) {

  /// The name of the index that every informer of a namespaced resource has.
  static final String NAMESPACE_INDEX = "namespace";

  private static final Duration SILENCE = Duration.ofMinutes(2);

  /// Everything, without the managed fields, which are half of an object and of no use to readers.
  public static final InformerOptions ALL =
      new InformerOptions(ListOptions.ALL, InformerOptions::dropManagedFields, Map.of(), SILENCE);

  public InformerOptions {
    indexers = Map.copyOf(indexers);
  }

  public InformerOptions withNamespace(String namespace) {
    return withSelection(selection.withNamespace(namespace));
  }

  public InformerOptions withLabelSelector(String selector) {
    return withSelection(selection.withLabelSelector(selector));
  }

  public InformerOptions withFieldSelector(String selector) {
    return withSelection(selection.withFieldSelector(selector));
  }

  /// With a further transform, after the one that is there.
  public InformerOptions withTransform(UnaryOperator<ApiObject> then) {
    UnaryOperator<ApiObject> first = transform;
    return new InformerOptions(
        selection, object -> then.apply(first.apply(object)), indexers, silence);
  }

  public InformerOptions withIndex(
      String name, Function<ApiObject, ? extends Collection<String>> values) {
    Map<String, Function<ApiObject, ? extends Collection<String>>> more = new HashMap<>(indexers);
    more.put(name, values);
    return new InformerOptions(selection, transform, more, silence);
  }

  public InformerOptions withSilence(Duration value) {
    return new InformerOptions(selection, transform, indexers, value);
  }

  private InformerOptions withSelection(ListOptions value) {
    return new InformerOptions(value, transform, indexers, silence);
  }

  private static ApiObject dropManagedFields(ApiObject object) {
    object.metadata().remove("managedFields");
    return object;
  }
}
