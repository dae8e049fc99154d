"use strict";
// Back again on a page, its choices say what it shows, not what was chosen when it was left.
addEventListener("pageshow", () => {
  for (const option of document.querySelectorAll("form.choices option")) option.selected = option.defaultSelected;
});
// A choice made with the pointer sends its form; by keyboard one can look through the choices first. Fields that
// say nothing stay out of the address. All works without it.
for (const form of document.querySelectorAll("form.choices")) {
  let typing = false;
  form.addEventListener("keydown", () => { typing = true; });
  form.addEventListener("pointerdown", () => { typing = false; });
  form.addEventListener("change", (event) => {
    if (event.target.tagName === "SELECT" && !typing) form.requestSubmit();
  });
  form.addEventListener("formdata", (event) => {
    for (const field of form.elements) {
      if (field.name && (field.value === "" || field.value === field.dataset.default)) event.formData.delete(field.name);
    }
  });
  for (const area of form.querySelectorAll("textarea")) {
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
  }
}
