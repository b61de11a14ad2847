@NullMarked
package io.ubernetes.controllers;

import org.jspecify.annotations.NullMarked;
