// The vendored libraries are classic scripts that leave a global each; from here they are imported.

export const { Component, Fragment, h, render } = window.preact;
export const { useState, useEffect, useLayoutEffect, useMemo, useRef, useCallback } =
  window.preactHooks;

// Text between tags is text: nothing in a name or a message becomes markup.
export const html = window.htm.bind(h);

export const dagre = window.dagre;
export const Plot = window.uPlot;
