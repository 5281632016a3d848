// Stylesheets are joined to the page by the build; for types they are nothing.
declare module '*.css';
