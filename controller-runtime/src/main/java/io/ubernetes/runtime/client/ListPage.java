package io.ubernetes.runtime.client;

import io.ubernetes.model.ApiObject;
import java.util.List;

/// A part of a list.
///
/// @param items each with its apiVersion and kind
/// @param continueToken empty on the last page
/// @param resourceVersion of the whole list: from here a watch sees every later change
public record ListPage(List<ApiObject> items, String continueToken, String resourceVersion) {

  public ListPage {
    items = List.copyOf(items);
  }

  public boolean isLast() {
    return continueToken.isEmpty();
  }
}
